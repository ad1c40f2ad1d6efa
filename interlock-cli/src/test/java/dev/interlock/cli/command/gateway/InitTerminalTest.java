package dev.interlock.cli.command.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.cli.Main;
import dev.interlock.server.shell.ShellWord;
import dev.interlock.server.upstream.stdio.JavaCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The questions of {@code interlock init}, on a real terminal (that of {@code script}). */
class InitTerminalTest {

    @TempDir
    Path folder;

    private String erp() {
        return JavaCommand.of(
                        Main.class, "demo-erp", "--db", folder.resolve("erp.db").toString())
                .stream()
                .map(word -> "\"" + word + "\"")
                .collect(Collectors.joining(", "));
    }

    /** Runs a command on a terminal, with these lines typed. Returns what the terminal shows. */
    private String typed(List<String> arguments, String... lines) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(JavaCommand.of(Main.class));
        command.addAll(arguments);
        String shell = command.stream().map(ShellWord::quoted).collect(Collectors.joining(" "));
        Process terminal = new ProcessBuilder("script", "-qec", shell, "/dev/null")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        try (var keys = terminal.outputWriter(StandardCharsets.UTF_8)) {
            for (String line : lines) {
                keys.write(line + "\n");
            }
            keys.flush();
            String shown = new String(terminal.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(terminal.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return shown;
        } finally {
            terminal.destroyForcibly();
        }
    }

    @Test
    void somebodyAtATerminalIsAskedForNamesApprovalsAndEachFile() throws Exception {
        String client =
                "{\"mcpServers\": {\"erp\": {\"command\": %s]}}}".formatted(erp().replaceFirst(", ", ", \"args\": ["));
        Path mine = Files.writeString(folder.resolve("mine.json"), client);
        Path other = Files.writeString(folder.resolve("other.json"), client);

        String shown = typed(
                List.of("init", "--no-start", "--folder", "gate", "--from", "mine.json", "--from", "other.json"),
                "Not A Name",
                "writer, checker",
                "",
                "no_such_tool",
                "prepare_payment",
                "y",
                "",
                "n");

        assertThat(shown)
                .contains(
                        "Agents, at least two; each gets its own owner [author, reviewer]: ",
                        "`Not` is not a valid name for an agent or a person",
                        "People who approve, at least two [first, second]: ",
                        "Tools whose calls each need a person's approval [",
                        "no server has a tool `no_such_tool`",
                        "Create it? [Y/n] ",
                        "Put the gateway into mine.json, in place of erp? [Y/n] ",
                        "mine.json now reaches erp through the gateway, as agent writer")
                .doesNotContain("other.json now reaches");
        assertThat(folder.resolve("gate/tokens/checker.token")).exists();
        assertThat(folder.resolve("gate/tokens/first.token")).exists();
        assertThat(Files.readString(folder.resolve("gate/bundle/rules.yaml")))
                .contains("for: payment.prepare, approval")
                .doesNotContain("for: payment.release, approval");
        assertThat(Files.readString(mine)).contains("\"connect\"");
        assertThat(Files.readString(other)).isEqualTo(client);
    }

    @Test
    void nothingIsWrittenForSomebodyWhoSaysNo() throws Exception {
        List<String> arguments = new ArrayList<>(List.of(
                "init",
                "--no-start",
                "--folder",
                "gate",
                "--agent",
                "a,b",
                "--person",
                "c,d",
                "--approve",
                "none",
                "--"));
        arguments.addAll(JavaCommand.of(
                Main.class, "demo-erp", "--db", folder.resolve("erp.db").toString()));

        String shown = typed(arguments, "no");

        assertThat(shown).contains("Create it? [Y/n] ", "nothing was written").doesNotContain("Agents, at least two");
        assertThat(folder.resolve("gate")).isEmptyDirectory();
    }
}
