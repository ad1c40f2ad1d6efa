package dev.interlock.cli.command.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.cli.CommandRun;
import dev.interlock.cli.terminal.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bundle and a configuration that cannot work together: `serve` tells it before it starts, and `serve --check` without starting. */
class ServeCheckTest {

    private static final String SOUND = """
        domain: payments.example.com
        listen: 127.0.0.1:0
        bundle: BUNDLE
        upstreams: {erp: {url: https://erp.example.com/mcp}}
        agents:
          payer: {token: sha256:%s, owner: treasury, origin: treasury-lead, model: m-1, root: true}
        people:
          vera: {token: sha256:%s, groups: [ap-approvers, administrators], owner: controls}
          victor: {token: sha256:%s, groups: [ap-approvers, administrators], owner: audit}
        """.formatted("1".repeat(64), "2".repeat(64), "3".repeat(64));

    @TempDir
    Path folder;

    private Path write(String text) throws IOException {
        Path bundle = Path.of(System.getProperty("interlock.root", ".."), "bundles", "accounts-payable");
        return Files.writeString(
                folder.resolve("interlock-server.yaml"),
                text.replace("BUNDLE", bundle.toAbsolutePath().toString()));
    }

    private CommandRun serve(Path config, String... options) {
        List<Object> arguments = new ArrayList<>(List.of("serve", "--config", config));
        arguments.addAll(List.of(options));
        return CommandRun.of(arguments.toArray());
    }

    @Test
    void whatIsSoundWouldStartAndDoesNot() throws Exception {
        CommandRun run = serve(write(SOUND), "--check");
        assertThat(run.out()).contains("0 errors, ").endsWith("a server would start\n");
        assertThat(run.err()).isEmpty();
        assertThat(run.exit()).isEqualTo(ExitCode.FINE);
        assertThat(folder.resolve("data")).doesNotExist();
    }

    @Test
    void whatCanNeverWorkIsToldAndStartsNothing() throws Exception {
        Path config = write(SOUND.replace("ap-approvers", "approvers"));
        CommandRun checked = serve(config, "--check");
        assertThat(checked.out())
                .contains("error[IL-0320]: no one is in the group `ap-approvers`", "rules/sod.yaml:")
                .endsWith("no server would start\n");
        assertThat(checked.err()).contains("--allow IL-0320:ap-approvers");
        assertThat(checked.exit()).isEqualTo(ExitCode.FOUND_SOMETHING);

        CommandRun started = serve(config);
        assertThat(started.err()).contains("error[IL-0320]", "interlock: not started", "--allow IL-0320:ap-approvers");
        assertThat(started.exit()).isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(folder.resolve("data")).doesNotExist();
    }

    @Test
    void anExceptionIsMadeByNameAndPrinted() throws Exception {
        Path config = write(SOUND.replace("ap-approvers", "approvers"));
        CommandRun run = serve(config, "--check", "--allow", "IL-0320:ap-approvers", "--allow", "IL-0350");
        assertThat(run.out()).doesNotContain("IL-0320").endsWith("a server would start\n");
        assertThat(run.err())
                .contains("interlock: allowed IL-0320:ap-approvers: no one is in the group `ap-approvers`")
                .contains("interlock: --allow IL-0350 has no effect");
        assertThat(run.exit()).isEqualTo(ExitCode.FINE);
    }

    @Test
    void toolsReadItAsJsonAndSarif() throws Exception {
        Path config = write(SOUND.replace("root: true", "root: true, intent: pay"));
        CommandRun json = serve(config, "--check", "--json");
        assertThat(json.out())
                .startsWith("[")
                .endsWith("]\n")
                .contains("\"code\": \"IL-0312\", \"file\": \"" + config + "\", \"line\": 6");
        CommandRun sarif = serve(config, "--check", "--format", "sarif");
        assertThat(sarif.out()).contains("\"ruleId\": \"IL-0312\"", "\"uri\": \"" + config + "\"");
        assertThat(sarif.exit()).isEqualTo(ExitCode.FOUND_SOMETHING);
    }

    @Test
    void filesThatAStartNeedsAreRead() throws Exception {
        Path tls = write(SOUND.replace(
                "listen: 127.0.0.1:0",
                "listen: {address: \"127.0.0.1:0\", tls: {certificate: none.pem, key: none.key}}"));
        assertThat(serve(tls, "--check").err()).contains("none.pem");
        assertThat(serve(tls, "--check").exit()).isEqualTo(ExitCode.FOUND_SOMETHING);
        Path trust = write(
                SOUND + "trust: {audience: https://g.example.com, domains: {example.org: {bundle: none.json}}}\n");
        assertThat(serve(trust, "--check").err()).contains("none.json");
        assertThat(serve(trust, "--check").exit()).isEqualTo(ExitCode.FOUND_SOMETHING);
        Path mistake = write("domain: 1\n");
        assertThat(serve(mistake, "--check").out())
                .contains("interlock-server.yaml:1:9")
                .endsWith("no server would start\n");
    }

    @Test
    void optionsThatMeanNothingAreRefused() throws Exception {
        Path config = write(SOUND);
        assertThat(serve(config, "--json").exit()).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(serve(config, "--allow", "payer").err()).contains("such as `IL-0322` or `IL-0322:payer`");
        assertThat(serve(config, "--allow", "payer").exit()).isEqualTo(ExitCode.WRONG_USAGE);
    }
}
