package dev.interlock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.cli.terminal.ExitCode;
import dev.interlock.cli.terminal.Surroundings;
import dev.interlock.server.identity.registry.Token;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code token}, {@code check} and {@code test}. */
class OfflineCommandsTest {

    private static final Path BUNDLE =
            Path.of(System.getProperty("interlock.root", ".."), "bundles", "accounts-payable");

    @TempDir
    private Path folder;

    private String out = "";
    private String err = "";

    private int run(String... args) {
        var output = new StringWriter();
        var errors = new StringWriter();
        CommandLine line = Main.commandLine(new Surroundings(Map.of(), false));
        line.setOut(new PrintWriter(output, true));
        line.setErr(new PrintWriter(errors, true));
        int exit = line.execute(args);
        out = output.toString();
        err = errors.toString();
        return exit;
    }

    @Test
    void everyTokenIsNewAndItsHashIsBesideIt() {
        assertThat(run("token")).isEqualTo(ExitCode.FINE);
        String first = out.lines().filter(Token::isToken).findFirst().orElseThrow();
        assertThat(out).containsPattern("token: sha256:[0-9a-f]{64}\\R");
        assertThat(run("token", "--json")).isEqualTo(ExitCode.FINE);
        assertThat(out)
                .matches(
                        "\\{\"token\":\"ilt_[^\"]{43}\",\"hash\":\"sha256:[0-9a-f]{64}\",\"runtime\":\"token-[0-9a-f]{12}\"}\\R")
                .doesNotContain(first);
    }

    @Test
    void aGoodBundleIsFine() {
        assertThat(run("check", BUNDLE.toString())).isEqualTo(ExitCode.FINE);
        assertThat(out).contains("0 errors", "accounts-payable: ", " rules; sha-256:");
        assertThat(run("check", "--json", BUNDLE.toString())).isEqualTo(ExitCode.FINE);
        assertThat(out).startsWith("[");
    }

    @Test
    void warningsStopOnlyWhoAsksForIt() throws Exception {
        Files.writeString(folder.resolve("interlock.yaml"), """
            interlock: v1
            name: test
            owner: controls@example.com
            independence: {line: [owner], other: [chain]}
            risk: {high: {independence: line, on-conflict: deny, on-missing: hold}}
            server: erp
            no-effect: []
            tools: {run: {duty: report.run, otherwise: everything, accept: [{warning: IL-0220, because: rare}]}}
            intents: {report: {goal: Report, allow: report.run}}
            """);
        assertThat(run("check", folder.toString())).isEqualTo(ExitCode.FINE);
        assertThat(out).contains("warning[IL-0230]", "0 errors, 1 warning").doesNotContain("IL-0220]");
        assertThat(run("check", "--strict", folder.toString())).isEqualTo(ExitCode.FOUND_SOMETHING);
        run("check", "--accepted", folder.toString());
        assertThat(out).contains("accepted[IL-0220]: `erp/run` may do anything", "interlock.yaml:8:", "because rare");
    }

    @Test
    void peopleOfAConfigurationWhoCannotApproveAreWarnedOf() throws Exception {
        Path config = folder.resolve("server.yaml");
        Files.writeString(config, """
            domain: payments.example.com
            people:
              vera: {token: %s, groups: [ap-approvers], owner: controls}
            """.formatted("sha256:" + "1".repeat(64)));
        assertThat(run("check", "--config", config.toString(), BUNDLE.toString()))
                .isEqualTo(ExitCode.FINE);
        assertThat(out).contains("warning[IL-0226]: the approval of `AP-02` needs a person in `ap-approvers`");
        Files.writeString(config, "domain: 1\n");
        assertThat(run("check", "--config", config.toString(), BUNDLE.toString()))
                .isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(out).contains("server.yaml:1:9");
    }

    @Test
    void aBadBundleIsReportedWithPlaces() throws Exception {
        Files.writeString(folder.resolve("interlock.yaml"), "interlock: v1\nnaem: x\n");
        assertThat(run("check", folder.toString())).isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(out).contains("interlock.yaml:2:1", "did you mean `name`?", "^^^^");
        assertThat(run("check", "--json", folder.toString())).isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(out).contains("\"severity\": \"error\"");
        assertThat(run("test", folder.toString())).isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(out).contains("interlock.yaml:2:1", "no scenario was played");
        assertThat(run("test", "--json", folder.toString())).isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(out).startsWith("{\"passed\":false");
    }

    @Test
    void whatIsNoFolderIsWrongUsage() {
        for (String command : new String[] {"check", "test"}) {
            assertThat(run(command, folder.resolve("absent").toString())).isEqualTo(ExitCode.WRONG_USAGE);
            assertThat(err).contains("is no folder");
            assertThat(run(command)).isEqualTo(ExitCode.WRONG_USAGE);
        }
    }

    @Test
    void scenariosOfTheExamplePass() {
        assertThat(run("test", BUNDLE.toString())).as(out).isEqualTo(ExitCode.FINE);
        assertThat(out).contains("scenarios passed");
        assertThat(run("test", "--json", BUNDLE.toString())).isEqualTo(ExitCode.FINE);
        assertThat(out).startsWith("{\"passed\":true");
    }
}
