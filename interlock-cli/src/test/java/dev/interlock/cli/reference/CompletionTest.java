package dev.interlock.cli.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.interlock.cli.CommandRun;
import dev.interlock.cli.Main;
import dev.interlock.cli.terminal.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Completions of shells, asked for in a real bash. */
class CompletionTest {

    private static final Path BASH = Path.of("/bin/bash");

    @TempDir
    private Path folder;

    /** Returns what bash offers for the last of these words. */
    private List<String> offered(String... words) throws Exception {
        assumeTrue(Files.isExecutable(BASH), "there is no bash");
        Path script = folder.resolve("completion");
        Files.writeString(script, CommandRun.of("completion", "bash").out());
        StringBuilder line = new StringBuilder("COMP_WORDS=(");
        for (String word : words) {
            line.append('\'').append(word).append("' ");
        }
        String ask = "compopt() { :; }; source " + script + "\n" + line + ")\nCOMP_CWORD=" + (words.length - 1)
                + "\nCOMP_LINE='" + String.join(" ", words) + "'\nCOMP_POINT=${#COMP_LINE}\n"
                + "f=$(complete -p interlock | sed 's/.*-F \\([^ ]*\\) .*/\\1/')\n$f interlock '' ''\n"
                + "printf '%s\\n' \"${COMPREPLY[@]}\"\n";
        Process bash = new ProcessBuilder(BASH.toString(), "--norc", "-c", ask)
                .redirectError(folder.resolve("errors").toFile())
                .start();
        bash.getOutputStream().close();
        String text = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(folder.resolve("errors"))).isEmpty();
        return text.lines().map(String::strip).toList();
    }

    @Test
    void bashOffersCommands() throws Exception {
        assertThat(offered("interlock", "led")).containsExactly("ledger");
        assertThat(offered("interlock", "ledger", "")).contains("show", "verify", "proof");
        assertThat(offered("interlock", "approvals", "app")).containsExactly("approve");
    }

    @Test
    void bashOffersOptions() throws Exception {
        assertThat(offered("interlock", "ledger", "verify", "--ke")).containsExactlyInAnyOrder("--key", "--keep");
        assertThat(offered("interlock", "approvals", "list", "--wa")).containsExactly("--watch");
    }

    @Test
    void bashOffersTheWordsOfAChoice() throws Exception {
        assertThat(offered("interlock", "completion", "")).contains("bash", "fish");
    }

    @Test
    void everyCommandIsInTheScriptOfFish() {
        CommandRun run = CommandRun.of("completion", "fish");
        assertThat(run.exit()).isEqualTo(ExitCode.FINE);
        for (String command : Main.commandLine().getSubcommands().keySet()) {
            assertThat(run.out()).contains("-n '__interlock_at \"\"' -a '" + command + "'");
        }
        assertThat(run.out())
                .contains("complete -c interlock -n '__interlock_in \"ledger verify\"' -l key -r -d '")
                .doesNotContain("\u001b");
    }

    @Test
    void zshReadsTheScriptOfBash() {
        assertThat(CommandRun.of("completion", "zsh").out()).contains("bashcompinit");
        assertThat(CommandRun.of("completion", "tcsh").exit()).isEqualTo(ExitCode.WRONG_USAGE);
    }

    /** The pages are valid for man, which warns on its standard error. */
    @Test
    void manualPagesAreWritten() throws Exception {
        Path pages = folder.resolve("man/man1");
        CommandRun run = CommandRun.of("man", "--to", pages);
        assertThat(run.exit()).as(run.err()).isEqualTo(ExitCode.FINE);
        assertThat(pages.resolve("interlock.1")).isNotEmptyFile();
        String verify = Files.readString(pages.resolve("interlock-ledger-verify.1"));
        assertThat(verify)
                .startsWith(".TH \"INTERLOCK-LEDGER-VERIFY\" \"1\"")
                .contains(".SH \"SYNOPSIS\"", "\\fB\\-\\-keep=FILE\\fR", "\\fBinterlock\\-ledger\\fR(1)");
        assertThat(CommandRun.of("man").exit()).isEqualTo(ExitCode.WRONG_USAGE);
    }

    @Test
    void roffHasNothingToSayOfTheManualPages() throws Exception {
        Path roff = Path.of("/usr/bin/groff");
        assumeTrue(Files.isExecutable(roff), "there is no groff");
        CommandRun.of("man", "--to", folder);
        try (var pages = Files.list(folder)) {
            for (Path page :
                    pages.filter(each -> each.toString().endsWith(".1")).toList()) {
                assertThat(run(roff, page)).as(page.toString()).isEmpty();
            }
        }
    }

    private String run(Path roff, Path page) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(roff.toString(), "-man", "-Tutf8", "-ww", "-z", page.toString())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return said;
    }
}
