package dev.interlock.server.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShellReaderTest {

    private static List<SimpleCommand> read(String line) {
        return switch (ShellReader.read(line)) {
            case ShellReading.Read(List<SimpleCommand> commands) -> commands;
            case ShellReading.Unread(String why) -> throw new AssertionError(line + ": " + why);
        };
    }

    private static List<List<String>> words(String line) {
        return read(line).stream().map(SimpleCommand::words).toList();
    }

    @Test
    void commandsInListsAndPipes() {
        assertThat(words("cd src && ls -l | grep java; git status || true\npwd"))
                .containsExactly(
                        List.of("cd", "src"),
                        List.of("ls", "-l"),
                        List.of("grep", "java"),
                        List.of("git", "status"),
                        List.of("true"),
                        List.of("pwd"));
        assertThat(words("ls &&\n  pwd")).containsExactly(List.of("ls"), List.of("pwd"));
    }

    @Test
    void quotesArePartOfWords() {
        assertThat(words("git commit -m 'a; b && $c' --author=\"A B\"x"))
                .containsExactly(List.of("git", "commit", "-m", "a; b && $c", "--author=A Bx"));
        assertThat(words("echo ''")).containsExactly(List.of("echo", ""));
        assertThat(read("/usr/bin/gi't' commit -m 'two words'").getFirst().line())
                .isEqualTo("git commit -m 'two words'");
    }

    @Test
    void filesOfRedirectionsAreNamed() {
        SimpleCommand command =
                read("sort < in.txt > out.txt 2>&1 2>>'err log'").getFirst();
        assertThat(command.words()).containsExactly("sort");
        assertThat(command.read()).containsExactly("in.txt");
        assertThat(command.written()).containsExactly("out.txt", "err log");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "\n",
                ";",
                "ls &",
                "ls &&",
                "| ls",
                "ls ;; pwd",
                "ls |& cat",
                "ls && && pwd", // operators
                "echo $HOME",
                "echo \"$HOME\"",
                "echo `id`",
                "echo \"`id`\"",
                "echo $(id)",
                "echo ${X}",
                "cat <(id)", // substitutions
                "cat <<EOF\nx\nEOF",
                "cat <<< x",
                "ls > out <",
                "> out",
                "ls\n> out",
                "ls >| x",
                "ls 12> x",
                "ls >&x", // redirections
                "ls *",
                "ls ?",
                "ls [a]",
                "ls {a,b}",
                "ls ~root",
                "ls a~",
                "=ls",
                "ls \\*",
                "r\\m x",
                "\"a\\\"b\"", // patterns and escapes
                "(ls)",
                "f() { ls; }",
                "{ ls; }",
                "if true; then ls; fi",
                "! ls",
                "[[ -f x ]]",
                "while true; do ls; done", // compound
                "X=1 ls",
                "PATH=/tmp ls",
                "X=1",
                "X+=1",
                "ls # comment",
                "ls \u00e9",
                "ls 'a",
                "ls \"a",
                "ls 'a\rb'", // variables, others
                "alias ls=rm",
                "eval ls",
                "exec ls",
                "source x",
                ". x",
                "command ls",
                "export X",
                "set -e",
                "trap x EXIT", // builtins
                "sh x",
                "/bin/bash -c ls",
                "b'as'h x",
                "sudo ls",
                "env ls",
                "xargs rm",
                "ls | xargs rm",
                "nohup ls",
                "ssh host ls", // runners
                "python3 -c x",
                "python3",
                "node -e x",
                "perl -pe x",
                "find . -exec ls",
                "find . -delete",
                "awk x",
                "git -c a.b=c log"
            })
    void anythingElseIsUnreadAsAWhole(String line) {
        assertThat(ShellReader.read(line)).isInstanceOf(ShellReading.Unread.class);
        assertThat(ShellReader.read("ls; " + line + "\nls")).satisfies(reading -> {
            if (!line.isBlank() && !line.equals("ls &&")) {
                assertThat(reading).isInstanceOf(ShellReading.Unread.class);
            }
        });
    }

    @Test
    void subCommandsComeBeforeTheOptionsOfAll() {
        Map.of(
                        "gh pr -R a/b merge 7", "gh pr merge -R a/b 7",
                        "git --no-pager -C src push origin x", "git push --no-pager -C src origin x",
                        "kubectl -n=shop delete pod x", "kubectl delete -n=shop pod x",
                        "terraform -chdir=infra apply", "terraform apply -chdir=infra",
                        "/usr/bin/git status", "git status",
                        "./git status", "./git status",
                        "/tmp/ls", "/tmp/ls",
                        "npm -C app run build", "npm run -C app build")
                .forEach((line, does) ->
                        assertThat(read(line).getFirst().line()).as(line).isEqualTo(does));
    }

    @Test
    void filesThatOptionsWriteToAreNamed() {
        Map.of(
                        "sort a -o b", List.of("b"),
                        "sort -uob a", List.of("b"),
                        "sort --outp=b a", List.of("b"),
                        "curl -sSLo b https://example.com/c", List.of("b"),
                        "curl -O 'https://example.com/c?d=/e'", List.of("c"),
                        "sed -i s/a/b/ c d", List.of("c", "d"),
                        "uniq a b", List.of("b"),
                        "dd if=a of=b", List.of("b"),
                        "printf x | tee -a b c", List.of("b", "c"),
                        "git diff --output=b", List.of("b"))
                .forEach((line, files) ->
                        assertThat(read(line).getLast().written()).as(line).isEqualTo(files));
    }

    @Test
    void aLineThatIsTooLongIsUnread() {
        assertThat(ShellReader.read("ls " + "a".repeat(20_000))).isInstanceOf(ShellReading.Unread.class);
    }

    /** Shells of the machine split what is read into the same words. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a 'b c' \"d e\"f",
                "a b=c d:e,f @g %h +i",
                "a '' \"\"",
                "a -x --y=z 'it; is'",
                "a 'new\nline' x",
                "a\tb",
                "a \"it's\"",
                "a x'y'\"z\" w",
                "a 1 2 3",
                "a b/c/../d ./e"
            })
    void shellsSplitLikewise(String line, @TempDir Path folder) throws IOException, InterruptedException {
        Path script = folder.resolve("a");
        Files.writeString(script, "#!/bin/sh\nfor each in a \"$@\"; do printf '%s\\0' \"$each\"; done\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        for (String shell : List.of("/bin/sh", "/bin/bash")) {
            var builder = new ProcessBuilder(shell, "-c", line);
            builder.environment().put("PATH", folder + ":/usr/bin:/bin");
            Process process = builder.start();
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).isZero();
            var split = new ArrayList<>(List.of(said.split("\0", -1)));
            split.removeLast();
            assertThat(split).isEqualTo(read(line).getFirst().words());
        }
    }
}
