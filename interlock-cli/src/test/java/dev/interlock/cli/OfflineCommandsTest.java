package dev.interlock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.cli.terminal.ExitCode;
import dev.interlock.cli.terminal.Surroundings;
import dev.interlock.server.identity.registry.Token;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
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
    void aConfigurationIsReadTogetherWithTheBundle() throws Exception {
        Path config = folder.resolve("server.yaml");
        String written = """
            domain: payments.example.com
            upstreams: {erp: {url: https://erp.example.com/mcp}}
            agents:
              payer: {token: sha256:%s, owner: treasury, origin: treasury-lead, model: m-1, root: true}
            people:
              vera: {token: sha256:%s, groups: [ap-approvers], owner: controls}
            """.formatted("1".repeat(64), "2".repeat(64));
        Files.writeString(config, written);
        assertThat(run("check", "--config", config.toString(), BUNDLE.toString()))
                .isEqualTo(ExitCode.FINE);
        assertThat(out).contains("warning[IL-0226]: the approval of `AP-02` needs a person in `ap-approvers`");

        Files.writeString(config, written.replace("controls", "treasury"));
        assertThat(run("check", "--config", config.toString(), BUNDLE.toString()))
                .isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(out).contains("error[IL-0322]: no one can approve", config + ":4:3", "rules/sod.yaml:");
        assertThat(run("check", "--json", "--config", config.toString(), BUNDLE.toString()))
                .isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(out).contains("\"code\": \"IL-0322\", \"file\": \"" + config + "\"");
        assertThat(run("check", "--format=sarif", "--config", config.toString(), BUNDLE.toString()))
                .isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(out).contains("\"uri\": \"" + config + "\"", "accounts-payable/rules/sod.yaml\"");
        assertThat(run("check", "--allow", "IL-0322:payer", "--config", config.toString(), BUNDLE.toString()))
                .isEqualTo(ExitCode.FINE);

        Files.writeString(config, "domain: 1\n");
        assertThat(run("check", "--config", config.toString(), BUNDLE.toString()))
                .isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(out).contains("server.yaml:1:9");
    }

    @Test
    void aConfigurationOfTheNameOfABundlesFileIsToldFromIt() throws Exception {
        Path config = folder.resolve("interlock.yaml");
        Path bundle = Files.createDirectory(folder.resolve("payables"));
        Files.writeString(bundle.resolve("interlock.yaml"), """
            interlock: v1
            name: payables
            owner: controls@example.com
            independence: {line: [owner], other: [chain]}
            risk: {high: {independence: line, on-conflict: deny, on-missing: hold}}
            server: erp
            no-effect: []
            tools: {pay: {duty: payment.release}}
            intents: {pay: {goal: Pay, allow: payment.release}}
            rules:
              - id: P-1
                title: Payments are approved
                require: {for: payment.release, approval: {by: approvers}}
            """);
        Files.writeString(config, """
            domain: payments.example.com
            upstreams: {erp: {url: https://erp.example.com/mcp}}
            agents:
              payer: {token: sha256:%s, owner: treasury, origin: lead, model: m-1, root: true}
            people:
              vera: {token: sha256:%s, groups: [aprovers], owner: controls}
            """.formatted("1".repeat(64), "2".repeat(64)));
        assertThat(run("check", "--config", config.toString(), bundle.toString()))
                .isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(out)
                .contains("--> " + bundle.resolve("interlock.yaml") + ":13:", "::: " + config + ":6:")
                .contains("groups: [aprovers]", "a group with a similar name");
    }

    @Test
    void scenariosAreComparedWithWhoIsRegistered() throws Exception {
        Path config = folder.resolve("server.yaml");
        Files.writeString(config, """
            domain: payments.example.com
            upstreams: {erp: {url: https://erp.example.com/mcp}}
            agents:
              payer: {token: sha256:%s, owner: treasury, origin: treasury-lead, model: m-1, root: true}
            people:
              vera: {token: sha256:%s, groups: [ap-approvers], owner: controls}
            """.formatted("1".repeat(64), "2".repeat(64)));
        Path bundle = Files.createDirectory(folder.resolve("bundle"));
        copy(BUNDLE, bundle);
        Files.writeString(bundle.resolve("tests/own.yaml"), """
            agents:
              payer: {owner: treasury, origin: ina, root: true}
            scenarios:
              - name: A task is opened
                steps:
                  - {open: t, by: payer, intent: review}
            """);
        assertThat(run("test", "--config", config.toString(), bundle.toString()))
                .isEqualTo(ExitCode.FINE);
        assertThat(out)
                .contains(
                        "warning[IL-0370]: here the `origin` of `payer` is `ina`, but the configuration says"
                                + " `treasury-lead`",
                        "tests/own.yaml:2:36");
        assertThat(run("test", bundle.toString())).isEqualTo(ExitCode.FINE);
        assertThat(out).doesNotContain("IL-0370");
        run("test", "--json", "--config", config.toString(), bundle.toString());
        assertThat(out).startsWith("{\"passed\":true").contains("IL-0370", "IL-0226");
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> paths = Files.walk(from)) {
            for (Path path : paths.skip(1).toList()) {
                Files.copy(path, to.resolve(from.relativize(path)));
            }
        }
    }

    @Test
    void aBadBundleIsReportedWithPlaces() throws Exception {
        Files.writeString(folder.resolve("interlock.yaml"), "interlock: v1\nnaem: x\n");
        assertThat(run("check", folder.toString())).isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(out).contains("interlock.yaml:2:1", "did you mean `name`?", "^^^^");
        assertThat(run("check", "--json", folder.toString())).isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(out).contains("\"severity\": \"error\"");
        assertThat(run("test", folder.toString())).isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(out).contains("interlock.yaml:2:1", "no scenario was run");
        assertThat(run("test", "--json", folder.toString())).isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(out).startsWith("{\"passed\":false");
    }

    @Test
    void whatIsNoFolderIsWrongUsage() {
        for (String command : new String[] {"check", "test"}) {
            assertThat(run(command, folder.resolve("absent").toString())).isEqualTo(ExitCode.WRONG_USAGE);
            assertThat(err).contains("is not a folder");
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
