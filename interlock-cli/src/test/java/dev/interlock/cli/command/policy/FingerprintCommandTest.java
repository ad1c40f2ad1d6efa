package dev.interlock.cli.command.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.cli.Main;
import dev.interlock.cli.terminal.ExitCode;
import dev.interlock.cli.terminal.WrongUsage;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.policy.load.MemoryTree;
import dev.interlock.policy.scenario.ScenarioReport;
import dev.interlock.policy.scenario.ScenarioSuite;
import dev.interlock.server.upstream.stdio.JavaCommand;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code interlock fingerprint} as a process: a bundle with what it prints finds the secret, and nothing tells the secret. */
class FingerprintCommandTest {

    private static final String SECRET = "correct-h\u00f6rse-battery";

    private record Ended(int code, String out, String err) {}

    private static Ended run(byte[] input) throws Exception {
        Process process = new ProcessBuilder(JavaCommand.of(Main.class, "fingerprint")).start();
        try (var in = process.getOutputStream()) {
            in.write(input);
        }
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), out, err);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static MemoryTree tree(String name, String text) {
        return new MemoryTree(Map.of(name, utf8(text)));
    }

    @Test
    void aBundleKnowsTheSecretAgain() throws Exception {
        Ended ended = run(utf8(SECRET + "\n"));
        assertThat(ended.code()).as(ended.err()).isEqualTo(ExitCode.FINE);
        assertThat(ended.out()).matches("v1:22:[0-9a-f]{32}:[0-9a-f]{4}:[0-9a-f]{64}\\R");
        PolicyBundle loaded = PolicyBundle.load(
                tree("interlock.yaml", """
                    interlock: v1
                    name: files
                    owner: archive@example.com
                    independence: {another-owner: [owner]}
                    risk: {office: {independence: another-owner, on-conflict: deny, on-missing: deny}}
                    secrets: {db: '%s'}
                    server: files
                    tools: {read: {duty: file.read, effect: read, inspect: [{id: keys, secrets: [db]}]}}
                    intents: {work: {goal: Read, allow: [file.read], delegate: [file.read]}}
                    """.formatted(ended.out().strip())));
        assertThat(loaded).as("%s", loaded.diagnostics()).isInstanceOf(PolicyBundle.Compiled.class);
        ScenarioReport report =
                ScenarioSuite.run((PolicyBundle.Compiled) loaded, tree("tests/one.yaml", """
                    agents: {ada: {owner: a, origin: o, model: m, root: true}}
                    scenarios:
                      - name: The secret stays here
                        steps:
                          - {open: t, by: ada, intent: work}
                          - {call: files/read, by: ada, task: t, text: 'pw=correct-horse-battery!'}
                          - {call: files/read, by: ada, task: t, text: 'pw=%s!', expect: withheld}
                    """.formatted(SECRET)));
        assertThat(report.passed()).as(report.text(false)).isTrue();
    }

    @Test
    void whatIsTooShortIsRefusedWithoutASoundOfIt() throws Exception {
        Ended ended = run(utf8("too-short\r\n"));
        assertThat(ended.code()).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err())
                .contains("from 12 to 4096 bytes, but this one has 9")
                .doesNotContain("too-short");
    }

    @Test
    void whatIsTooLongOrNoTextIsRefused() {
        refused(utf8("\n"), "this one has 0");
        refused(utf8("x".repeat(100_000)), "from 12 to 4096 bytes");
        refused(SECRET.getBytes(StandardCharsets.ISO_8859_1), "not valid UTF-8");
    }

    private static void refused(byte[] input, String told) {
        assertThatThrownBy(() -> FingerprintCommand.of(new ByteArrayInputStream(input)))
                .isInstanceOf(WrongUsage.class)
                .hasMessageContaining(told);
    }
}
