package dev.interlock.cli.command.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.cli.CommandRun;
import dev.interlock.cli.Main;
import dev.interlock.cli.doctor.ClockCheck;
import dev.interlock.cli.doctor.Finding;
import dev.interlock.cli.terminal.ExitCode;
import dev.interlock.cli.terminal.Surroundings;
import dev.interlock.engine.model.ClockReading;
import dev.interlock.server.app.InterlockServer;
import dev.interlock.server.domain.Clocks;
import dev.interlock.server.fixture.HttpFixture;
import dev.interlock.server.fixture.Trees;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.Era;
import dev.interlock.server.upstream.stdio.JavaCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The findings of {@code interlock doctor} on machines that are well, and on others. */
class DoctorCommandTest {

    private static final String KEY = "key-of-the-server-that-nobody-may-see";

    @TempDir
    Path folder;

    private Path home;
    private Path project;

    @BeforeEach
    void prepare() throws IOException {
        home = Files.createDirectories(folder.resolve("home"));
        project = Files.createDirectories(folder.resolve("project"));
    }

    private CommandRun doctor(Map<String, String> environment, String... options) {
        List<String> args = new ArrayList<>(List.of("doctor", "--project", project.toString()));
        args.addAll(List.of(options));
        Map<String, String> all = new TreeMap<>(environment);
        all.put("HOME", home.toString());
        return CommandRun.in(new Surroundings(all, false), args.toArray());
    }

    private CommandRun doctor(Path config, String... more) {
        List<String> options = new ArrayList<>(List.of("--config", config.toString()));
        options.addAll(List.of(more));
        return doctor(Map.of(), options.toArray(String[]::new));
    }

    private Path config(String listen, String upstream) throws IOException {
        Path bundle = Path.of(System.getProperty("interlock.root", ".."), "bundles", "accounts-payable");
        return Files.writeString(folder.resolve("interlock-server.yaml"), """
            domain: payments.example.com
            listen: %s
            bundle: %s
            data: data
            upstreams: {erp: %s}
            agents:
              payer: {token: sha256:%s, owner: treasury, origin: treasury-lead, model: m-1, root: true}
            people:
              vera: {token: sha256:%s, groups: [ap-approvers, administrators], owner: controls}
              victor: {token: sha256:%s, groups: [ap-approvers, administrators], owner: audit}
            """.formatted(
                        listen, bundle.toAbsolutePath(), upstream, "1".repeat(64), "2".repeat(64), "3".repeat(64)));
    }

    /** The configuration of a gateway that reaches a server with a key. */
    private Path keyed(KeyedServer server) throws IOException {
        Path key = Files.writeString(folder.resolve("erp.key"), "Bearer " + KEY + "\n");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        return config(
                "127.0.0.1:0", "{url: \"" + server.endpoint() + "\", headers: {Authorization: {from-file: erp.key}}}");
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void aServerThatAnswersWithoutACredentialCanBeUsedPastTheGateway() throws IOException {
        try (var server = new HttpFixture(EnumSet.of(Era.MODERN))) {
            CommandRun run = doctor(config("127.0.0.1:0", "{url: \"" + server.endpoint() + "\"}"));

            assertThat(run.out())
                    .contains(
                            "Ways past the gateway\n  problem  erp (http://127.0.0.1:",
                            "tools to anyone, without a credential, so any program on this machine can bypass the"
                                    + " gateway",
                            "-> make it require a credential that only the gateway has");
            assertThat(run.exit()).as(run.out() + run.err()).isEqualTo(ExitCode.FOUND_SOMETHING);
        }
    }

    @Test
    void aServerThatAsksForTheGatewaysCredentialCannot() throws IOException {
        try (var server = new KeyedServer(KEY, Map.of())) {
            CommandRun run = doctor(keyed(server));

            assertThat(run.out())
                    .contains(
                            "Servers behind the gateway\n  ok       erp (http://127.0.0.1:",
                            "it does not answer without the gateway's credential",
                            "1 file with a secret, readable by its owner only",
                            "0 problems")
                    .doesNotContain(KEY);
            assertThat(run.exit()).as(run.out() + run.err()).isZero();
            assertThat(folder.resolve("data")).doesNotExist();
        }
    }

    @Test
    void clientsThatReachItPastTheGatewayOrHaveItsCredentialAreFound() throws IOException {
        try (var server = new KeyedServer(KEY, Map.of())) {
            Path config = keyed(server);
            Files.writeString(project.resolve(".mcp.json"), """
                {"mcpServers": {
                   "a": {"type": "http", "url": "%s", "headers": {"Authorization": "Bearer %s"}},
                   "off": {"command": "x", "disabled": true},
                   "gate": {"command": "/opt/interlock/bin/interlock", "args": ["connect", "--token-file", "/none"]}
                }}
                """.formatted(server.endpoint(), KEY));
            Files.createDirectories(home.resolve(".codex"));
            Files.writeString(home.resolve(".codex/config.toml"), "[mcp_servers.notes]\ncommand = \"notes\"\n");
            Files.writeString(
                    home.resolve(".claude.json"),
                    "{\"projects\": {\"/p\": {\"mcpServers\": {\"b\": {\"url\": \"" + server.endpoint() + "\"}}}}}");
            Files.createDirectories(home.resolve(".cursor"));
            Files.writeString(home.resolve(".cursor/mcp.json"), "{");

            CommandRun run = doctor(Map.of("ERP_TOKEN", KEY), "--config", config.toString());

            assertThat(run.out())
                    .contains(
                            ".mcp.json, `a`: Claude Code has the credential of `erp` (its `Authorization`)",
                            ".mcp.json, `a`: Claude Code uses `erp`, which is behind the gateway, directly",
                            ".claude.json, `b of /p`: Claude Code uses `erp`, which is behind the gateway, directly",
                            "config.toml, `notes`: Codex uses a server that is not behind a gateway",
                            "`gate`: the token file `/none` cannot be read",
                            "the servers of Cursor cannot be determined: the file is not valid JSON",
                            "this shell: its variable `ERP_TOKEN` has the credential of `erp`")
                    .doesNotContain(KEY, "`off`");
            assertThat(run.exit()).isEqualTo(ExitCode.FOUND_SOMETHING);
        }
    }

    @Test
    void aProcessIsStartedOnceAndItsCommandIsLookedForInClients() throws IOException {
        List<String> command = JavaCommand.of(
                Main.class, "demo-erp", "--db", folder.resolve("erp.db").toString());
        String words = command.stream().map(word -> "\"" + word + "\"").collect(Collectors.joining(", "));
        Path config = config("127.0.0.1:0", "{command: [" + words + "]}");
        Files.createDirectories(project.resolve(".vscode"));
        Files.writeString(
                project.resolve(".vscode/mcp.json"),
                "{\"servers\": {\"mine\": {\"command\": \"%s\", \"args\": [%s]}}}"
                        .formatted(command.getFirst(), words.substring(words.indexOf(", ") + 2)));

        JsonNode found = Trees.object(doctor(config, "--json").out());

        assertThat(found.path("findings"))
                .anySatisfy(finding -> {
                    assertThat(finding.path("area").asText()).isEqualTo("upstreams");
                    assertThat(finding.path("state").asText()).isEqualTo("ok");
                    assertThat(finding.path("text").asText()).contains("it starts and has");
                })
                .anySatisfy(finding -> {
                    assertThat(finding.path("area").asText()).isEqualTo("past");
                    assertThat(finding.path("state").asText()).isEqualTo("problem");
                    assertThat(finding.path("place").asText()).endsWith("mcp.json, `mine`");
                });
        assertThat(found.path("problems").asInt()).isEqualTo(1);
    }

    @Test
    void aServerThatRunsIsKnownByItsFolderAndAskedWithoutAConfiguration() throws Exception {
        try (var upstream = new KeyedServer(KEY, Map.of())) {
            int port = freePort();
            Path config = keyed(upstream);
            Files.writeString(
                    config, Files.readString(config).replace("listen: 127.0.0.1:0", "listen: 127.0.0.1:" + port));
            Configured configured = Configured.read(config, Map.of(), new PrintWriter(new StringWriter()))
                    .orElseThrow();
            try (var server = InterlockServer.start(configured.config(), configured.policy(), Clocks.system())) {
                CommandRun here = doctor(config);
                assertThat(here.out())
                        .contains(
                                "the server is listening (pid "
                                        + ProcessHandle.current().pid() + ")",
                                "which agrees with the boot time and the record",
                                " files with secrets, readable by their owner only");
                assertThat(here.exit()).as(here.out()).isZero();

                CommandRun there = doctor(Map.of(), "--url", "http://127.0.0.1:" + server.port());
                assertThat(there.out()).contains("the server is ready", "its clock agrees with that of this machine");
                assertThat(there.out()).contains("not checked: give a token with --token-file");
                assertThat(there.exit()).as(there.out()).isZero();

                Path token = Files.writeString(folder.resolve("other.token"), "ilt_another\n");
                CommandRun refused = doctor(
                        Map.of(), "--url", "http://127.0.0.1:" + server.port(), "--token-file", token.toString());
                assertThat(refused.out())
                        .contains("the server does not accept the token (")
                        .doesNotContain("ilt_another");
                assertThat(refused.exit()).isEqualTo(ExitCode.FOUND_SOMETHING);
            }
            try (var other = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                assertThat(other.isBound()).isTrue();
                // A program that listens and never answers is another one, too.
                assertThat(doctor(config).out()).contains("another program listens there");
            }
            assertThat(doctor(config).out()).contains("uses the data folder, but does not listen there");
            Clocks yesterday = () -> ClockReading.ofWall(System.currentTimeMillis() - 86_400_000L);
            assertThat(ClockCheck.findings(folder.resolve("data"), yesterday))
                    .extracting(Finding::state)
                    .contains(Finding.State.PROBLEM);
            Files.writeString(folder.resolve("data/lock"), "999999999\n"); // of a process that ended
            assertThat(doctor(config).out()).contains("is free; no server runs");
        }
    }

    @Test
    void whatIsWrongWithFilesAndAddressesIsToldWithItsRemedy() throws IOException {
        try (var server = new KeyedServer(KEY, Map.of())) {
            Path config = keyed(server);
            Files.setPosixFilePermissions(folder.resolve("erp.key"), PosixFilePermissions.fromString("rw-r--r--"));
            assertThat(doctor(config).out())
                    .contains(
                            "the secret `erp.key` can be read by other users",
                            "erp.key: every user of this machine can read this secret (mode rw-r--r--)",
                            "-> chmod 600 '")
                    .doesNotContain(KEY);
            Files.setPosixFilePermissions(folder.resolve("erp.key"), PosixFilePermissions.fromString("rw-r-----"));
            Files.setPosixFilePermissions(config, PosixFilePermissions.fromString("rw-rw-rw-"));
            assertThat(doctor(config).out())
                    .contains(
                            "warning  " + folder.resolve("erp.key") + ": the group `",
                            "users other than its owner can change it (mode rw-rw-rw-), and thereby the decisions");
        }
        Path away = config("0.0.0.0:0", "{url: \"http://127.0.0.1:9/mcp\"}");
        CommandRun run = doctor(away);
        assertThat(run.out())
                .contains(
                        "problem  erp (http://127.0.0.1:9): its tools cannot be listed: ",
                        "other machines can connect without encryption");
        assertThat(run.exit()).isEqualTo(ExitCode.FOUND_SOMETHING);
    }

    @Test
    void hooksAreInstalledUpToDateOrMissing() throws IOException {
        Path programs = Files.createDirectories(folder.resolve("bin"));
        Path claude = Files.writeString(programs.resolve("claude"), "#!/bin/sh\n");
        Files.setPosixFilePermissions(claude, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path token = Files.writeString(folder.resolve("dev.token"), "abc\n");
        Map<String, String> path = Map.of("PATH", programs.toString());
        String[] nowhere = {"--url", "http://127.0.0.1:9"};

        assertThat(doctor(path, nowhere).out())
                .contains("claude-code: it is installed, but nothing decides about its own tools");

        CommandRun.in(
                new Surroundings(Map.of("HOME", home.toString()), false),
                "hook",
                "install",
                "claude-code",
                "--user",
                "--token-file",
                token);
        assertThat(doctor(path, nowhere).out()).contains("the hook of claude-code is installed and up to date");

        Path script = home.resolve(".interlock/hooks/claude-code.sh");
        Files.writeString(script, Files.readString(script) + "# mine\n");
        assertThat(doctor(path, nowhere).out())
                .contains("the hook of claude-code was changed, or was installed by another version");
        Files.delete(script);
        CommandRun run = doctor(path, nowhere);
        assertThat(run.out()).contains("runs a script that does not exist", "no server answers");
        assertThat(run.exit()).isEqualTo(ExitCode.FOUND_SOMETHING);
    }

    @Test
    void mistakesOfUsageAndOfTheConfigurationAreTold() throws IOException {
        assertThat(doctor(folder.resolve("none.yaml")).err())
                .contains(
                        "there is no configuration file",
                        "with --config, or the address of a running server with --url");
        assertThat(doctor(config("127.0.0.1:0", "{}"), "--url", "http://127.0.0.1:9")
                        .exit())
                .isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(doctor(config("127.0.0.1:0", "{}"), "--token-file", "x").err())
                .contains("--token-file needs --url");
        CommandRun run = doctor(config("127.0.0.1:0", "{}"));
        assertThat(run.out())
                .contains("problem  " + folder, "[IL-", "no known client on this machine has an MCP server configured");
        assertThat(run.exit()).isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(Json.text(Trees.object(
                        doctor(config("127.0.0.1:0", "{}"), "--json").out())))
                .contains("\"area\":\"configuration\"");
    }
}
