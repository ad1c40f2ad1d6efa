package dev.interlock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.cli.terminal.ExitCode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class MainTest {
    private static final String BUNDLE = Path.of(System.getProperty("interlock.root", ".."))
            .resolve("bundles/accounts-payable")
            .toString();

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        CommandLine line = Main.commandLine();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(args);
    }

    @Test
    void versionNamesTheBuildAndTheJava() {
        assertThat(run("version")).isEqualTo(ExitCode.FINE);
        String command = out.toString();
        out.getBuffer().setLength(0);
        assertThat(run("--version")).isEqualTo(ExitCode.FINE);
        assertThat(out.toString()).isEqualTo(command);
        assertThat(out.toString()).matches("interlock \\d+\\.\\d+\\.\\d+\\S* \\(java 25\\S*\\)\\R");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void versionAsJsonIsOneObjectOnOneLine() {
        assertThat(run("version", "--json")).isEqualTo(ExitCode.FINE);
        assertThat(out.toString()).matches("\\{\"interlock\":\"\\d+\\.\\d+\\.\\d+[^\"]*\",\"java\":\"25[^\"]*\"}\\R");
    }

    @Test
    void helpOfTheWholeAndOfEverySubcommandIsFine() {
        assertThat(run("--help")).isEqualTo(ExitCode.FINE);
        for (String subcommand : Main.commandLine().getSubcommands().keySet()) {
            assertThat(run(subcommand, "--help")).as(subcommand).isEqualTo(ExitCode.FINE);
        }
        assertThat(out.toString()).contains("Usage: interlock", "Usage: interlock version");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void nothingAndUnknownThingsAreWrongUsage() {
        assertThat(run()).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(run("versoin")).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(run("version", "--jsn")).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(err.toString()).contains("which command?", "versoin", "--jsn");
        assertThat(out.toString()).isEmpty();
    }

    /** The usage of the whole would push the hint out of a reader's sight. */
    @Test
    void aMistypedCommandOrOptionIsAnsweredWithItsHintAlone() {
        assertThat(run("ledger", "shwo")).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(run("version", "--jsn")).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(run("help", "ledger", "verifi")).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(run("cehck")).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(run("zzzzzzzz")).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(err.toString()).isEqualToNormalizingNewlines("""
            interlock: `interlock ledger` does not accept `shwo`
            did you mean `interlock ledger show`?
            interlock: `interlock version` does not accept `--jsn`
            did you mean `--json`?
            interlock: `interlock ledger` does not accept `verifi`
            did you mean `interlock ledger verify`?
            interlock: `interlock` does not accept `cehck`
            did you mean `interlock check`?
            interlock: `interlock` does not accept `zzzzzzzz`
            (`interlock --help` shows what it accepts)
            """);
    }

    /** The words of the library for the command line speak of its own types. */
    @Test
    void aWrongValueIsAnsweredWithWhatTheOptionTakes() {
        assertThat(run("mcp", BUNDLE, "--approver", "omar", "--", "true")).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(run("ledger", "show", "--last", "many")).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(run("ledger", "show", "--last")).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(run("ledger", "show", "--last", "--json")).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(run("ledger", "show", "--last=1", "--last=2")).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(run("ledger", "show", "--json=x")).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(run("check", "--format", "yaml", BUNDLE)).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(run("check", "shipped:nothing")).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(err.toString().lines().filter(line -> line.startsWith("interlock: ")))
                .satisfiesExactly(
                        line -> assertThat(line).isEqualTo("interlock: `--approver` takes NAME=HASH, not `omar`"),
                        line -> assertThat(line).isEqualTo("interlock: `--last` takes a whole number, not `many`"),
                        line -> assertThat(line).isEqualTo("interlock: `--last` needs a value: `--last=N`"),
                        line -> assertThat(line).isEqualTo("interlock: `--last` needs a value: `--last=N`"),
                        line -> assertThat(line).isEqualTo("interlock: `--last` occurs twice; give it once"),
                        line -> assertThat(line).isEqualTo("interlock: `--json` takes no value; leave out `x`"),
                        line -> assertThat(line)
                                .isEqualTo("interlock: `--format` takes `text`, `json` or `sarif`, not `yaml`"),
                        line -> assertThat(line)
                                .startsWith("interlock: no bundle `nothing` is shipped; choose one of "));
    }

    @Test
    void helpOfACommandIsTheSameInBothForms() {
        assertThat(run("ledger", "show", "--help")).isEqualTo(ExitCode.FINE);
        String option = out.toString();
        out.getBuffer().setLength(0);
        assertThat(run("help", "ledger", "show")).isEqualTo(ExitCode.FINE);
        assertThat(out.toString()).isEqualTo(option).startsWith("Usage: interlock ledger show");
        out.getBuffer().setLength(0);
        assertThat(run("help")).isEqualTo(ExitCode.FINE);
        assertThat(out.toString()).startsWith("Usage: interlock [");
    }

    @Test
    void everyCommandIsInOneGroupOnOneLine() {
        assertThat(run("--help")).isEqualTo(ExitCode.FINE);
        String help = out.toString();
        assertThat(help)
                .contains("\nPolicy:", "\nRun:", "\nTasks and people:", "\nRecord:", "\nConnect:")
                .doesNotContain("\nMore:");
        assertThat(help.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(CommandGroups.WIDTH));
        for (String command : Main.commandLine().getSubcommands().keySet()) {
            assertThat(help.lines().filter(line -> line.startsWith("  " + command + " ")))
                    .as(command)
                    .singleElement()
                    .asString()
                    .endsWith(".");
        }
    }

    @Test
    void whatIsStillInTheWritersIsSaidWhenACommandFails(@TempDir Path folder) throws IOException {
        Path registry = folder.resolve("registry.yaml");
        Files.writeString(registry, "agents: {x: {intents: [nope]}}\n");
        StringWriter said = new StringWriter();
        CommandLine line = Main.commandLine();
        line.setOut(new PrintWriter(new BufferedWriter(said)));
        line.setErr(new PrintWriter(new BufferedWriter(said)));
        assertThat(line.execute("reach", BUNDLE, "--registry", registry.toString()))
                .isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(said.toString()).contains("nope");
    }

    @Test
    void aFileThatCannotBeUsedIsNamedWithTheReason(@TempDir Path folder) {
        Path report = folder.resolve("nowhere/report.xml");
        assertThat(run("test", BUNDLE, "--junit", report.toString())).isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(err.toString()).contains("`" + report + "`: no such file or folder");
    }
}
