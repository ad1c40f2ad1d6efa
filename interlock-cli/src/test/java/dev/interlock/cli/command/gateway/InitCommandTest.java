package dev.interlock.cli.command.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.interlock.cli.CommandRun;
import dev.interlock.cli.Main;
import dev.interlock.cli.terminal.Surroundings;
import dev.interlock.server.json.Json;
import dev.interlock.server.upstream.stdio.JavaCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gateways that {@code interlock init} makes of a real server (the demo's ERP in a process of its own), and what it refuses to make. */
class InitCommandTest {

    private static final String KEY = "erp-key-that-nobody-may-see";

    @TempDir
    Path folder;

    private CommandRun init(Object... args) {
        return CommandRun.in(new Surroundings(Map.of("ERP_KEY", KEY), false), args);
    }

    private CommandRun erp(String... options) {
        List<Object> args = new ArrayList<>(List.of("init", "--yes", "--no-start", "--folder", folder.resolve("gate")));
        args.addAll(List.of(options));
        args.add("--");
        args.addAll(JavaCommand.of(
                Main.class, "demo-erp", "--db", folder.resolve("erp.db").toString()));
        return init(args.toArray());
    }

    private static List<String> files(Path below) throws IOException {
        try (Stream<Path> all = Files.walk(below)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> below.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    private String read(String file) throws IOException {
        return Files.readString(folder.resolve("gate").resolve(file));
    }

    @Test
    void aServerGetsAConfigurationAPolicyTokensAndLinesToConnectBy() throws IOException {
        CommandRun run = erp("--name", "ERP", "--env", "ERP_KEY", "--port", "7499");

        assertThat(run.exit()).as(run.out() + run.err()).isZero();
        assertThat(files(folder.resolve("gate")))
                .containsExactly(
                        ".gitignore",
                        "bundle/catalog/erp.yaml",
                        "bundle/interlock.yaml",
                        "bundle/rules.yaml",
                        "bundle/tests/rules.yaml",
                        "clients.json",
                        "interlock-server.yaml",
                        "secrets/erp.ERP_KEY",
                        "tokens/author.token",
                        "tokens/first.token",
                        "tokens/reviewer.token",
                        "tokens/second.token");
        assertThat(run.out())
                .contains(
                        "rules proposed:\n  PAYMENT-01  The party that prepares a payment does not decide on it\n",
                        "to connect author:\n"
                                + "  claude mcp add --transport http erp http://127.0.0.1:7499/mcp/erp --header",
                        "1 secret of the servers: in ")
                .doesNotContain(KEY, read("tokens/author.token").strip());
        assertThat(read("clients.json"))
                .contains("\"connect\"", "\"erp\"", "\"http://127.0.0.1:7499\"", "tokens/reviewer.token");
        assertThat(read("interlock-server.yaml")).contains("ERP_KEY: {from-file: \"secrets/erp.ERP_KEY\"}");
        assertThat(read("secrets/erp.ERP_KEY")).isEqualTo(KEY + "\n");
        for (String secret : List.of("secrets/erp.ERP_KEY", "tokens/author.token")) {
            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(folder.resolve("gate").resolve(secret))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void whatWasMadePassesWhatReviewersRun() {
        assertThat(erp().exit()).isZero();
        Path made = folder.resolve("gate");

        CommandRun check = init("check", made.resolve("bundle"), "--config", made.resolve("interlock-server.yaml"));
        CommandRun test = init("test", made.resolve("bundle"), "--config", made.resolve("interlock-server.yaml"));

        assertThat(check.exit()).as(check.out()).isZero();
        assertThat(check.out()).contains("0 errors");
        assertThat(test.exit()).as(test.out()).isZero();
        assertThat(test.out()).contains("scenarios passed");
    }

    @Test
    void theServersOfAClientMoveBehindTheGatewayAndTheirSecretsOutOfItsFile() throws IOException {
        Path client = Files.writeString(folder.resolve("mcp.json"), """
            {
              // mine
              "mcpServers": {
                "erp": {"command": %s, "args": %s, "env": {"ERP_KEY": "%s"}},
                "gone": {"command": "no-such-program"}
              }
            }
            """.formatted(
                Json.text(TextNode.valueOf(JavaCommand.of(Main.class).getFirst())), Json.text(arguments()), KEY));
        String before = Files.readString(client);

        CommandRun run = init("init", "--yes", "--no-start", "--folder", folder.resolve("gate"), "--from", client);

        assertThat(run.exit()).as(run.out() + run.err()).isZero();
        assertThat(Files.readString(client))
                .contains(
                        "// mine",
                        "\"connect\",\"erp\",\"--url\"",
                        "tokens/author.token",
                        "\"gone\": {\"command\": \"no-such-program\"}")
                .doesNotContain(KEY);
        assertThat(run.err()).contains("the tools of `gone` cannot be listed");
        assertThat(run.out())
                .contains(
                        "reaches erp through the gateway, as agent author",
                        "unchanged, and not behind the gateway: gone")
                .doesNotContain(KEY);
        assertThat(read("secrets/client-1-mcp.json")).isEqualTo(before);
        assertThat(read("secrets/erp.ERP_KEY")).isEqualTo(KEY + "\n");
        assertThat(read("interlock-server.yaml")).doesNotContain(KEY, "gone");
    }

    @Test
    void theServersOfCodexMoveToo() throws IOException {
        Path client = Files.writeString(folder.resolve("config.toml"), """
            model = "m" # mine
            # was %s before
            [mcp_servers.erp]
            command = %s
            args = %s
            tool_timeout_sec = 9
            [mcp_servers.erp.env]
            ERP_KEY = "%s"
            """.formatted(
                KEY, Json.text(TextNode.valueOf(JavaCommand.of(Main.class).getFirst())), Json.text(arguments()), KEY));

        CommandRun run = init("init", "--yes", "--no-start", "--folder", folder.resolve("gate"), "--from", client);

        assertThat(run.exit()).as(run.out() + run.err()).isZero();
        assertThat(Files.readString(client))
                .contains("model = \"m\" # mine", "args = [\"connect\",\"erp\",\"--url\"", "tool_timeout_sec = 9")
                .doesNotContain("[mcp_servers.erp.env]", "ERP_KEY");
        assertThat(run.out())
                .contains(
                        "reaches erp through the gateway, as agent author",
                        "the value of ERP_KEY is still elsewhere in that file")
                .doesNotContain(KEY);
        assertThat(read("secrets/erp.ERP_KEY")).isEqualTo(KEY + "\n");
        assertThat(read("secrets/client-1-config.toml")).contains(KEY);
    }

    private ArrayNode arguments() {
        List<String> command = JavaCommand.of(
                Main.class, "demo-erp", "--db", folder.resolve("erp.db").toString());
        ArrayNode arguments = new ObjectMapper().createArrayNode();
        command.subList(1, command.size()).forEach(arguments::add);
        return arguments;
    }

    @Test
    void aFolderThatHasAGatewayStaysAsItIs() throws IOException {
        assertThat(erp().exit()).isZero();
        String before = read("interlock-server.yaml");

        CommandRun again = erp();

        assertThat(again.exit()).isEqualTo(2);
        assertThat(again.err()).contains("already exists, so nothing was changed; choose another folder with --folder");
        assertThat(read("interlock-server.yaml")).isEqualTo(before);
        assertThat(files(folder.resolve("gate"))).noneMatch(file -> file.contains(".interlock-init-"));
    }

    @Test
    void aServerThatCannotBeAskedLeavesNothingBehind() throws IOException {
        CommandRun none = init("init", "--yes", "--folder", folder, "--", "no-such-program");
        CommandRun ends = init("init", "--yes", "--folder", folder, "--", "sh", "-c", "echo needs a key >&2; exit 1");
        CommandRun away = init("init", "--yes", "--folder", folder, "--url", "http://127.0.0.1:9/mcp");

        assertThat(none.exit()).isEqualTo(1);
        assertThat(none.err()).contains("the tools of `no-such-program` cannot be listed", "nothing was written");
        assertThat(ends.exit()).isEqualTo(1);
        assertThat(ends.err())
                .contains("the tools of `sh` cannot be listed", "pass variables such as its key with --env NAME");
        assertThat(away.exit()).isEqualTo(1);
        assertThat(away.err())
                .contains("the tools of `server` cannot be listed", "is this its streamable HTTP address?");
        assertThat(files(folder)).isEmpty();
    }

    @Test
    void mistakesAreToldBeforeAnythingIsAsked() throws IOException {
        assertThat(init("init").err()).contains("which server? write its command after `--`");
        assertThat(init("init", "--url", "ftp://x").err()).contains("`ftp://x` is not the address of a server");
        assertThat(init("init", "--agent", "one", "--", "erp").err())
                .contains("two agents and two people with different names are needed");
        assertThat(init("init", "--agent", "A b", "--agent", "c", "--", "erp").err())
                .contains("`A b` is not a valid name");
        assertThat(init("init", "--url", "https://a.example.com/1", "--token-env", "b=ERP_KEY")
                        .err())
                .contains("does not match exactly one server of --url");
        assertThat(init("init", "--url", "https://a.example.com/1", "--token-env", "NOT_SET")
                        .err())
                .contains("the environment variable `NOT_SET` is not set");
        assertThat(init("init", "--env", "NOT_SET", "--", "erp").err())
                .contains("the environment variable `NOT_SET` is not set");
        assertThat(init("init", "--url", "https://a.example.com/1", "--url", "https://b.example.com/2")
                        .err())
                .contains("two different servers would have the same name");
        assertThat(files(folder)).isEmpty();
    }

    @Test
    void aServerThatOnlyTakesLoginsSaysWhatItNeedsAndIsDraftedWithAToken() throws IOException {
        String token = "token-of-somebody-who-logged-in";
        var challenge = new TreeMap<String, String>();
        try (var server = new KeyedServer(token, challenge)) {
            challenge.put(
                    "WWW-Authenticate",
                    "Bearer resource_metadata=\"" + server.origin() + "/meta\", scope=\"notes.read notes.write\"");
            server.document("/meta", "{\"authorization_servers\": [\"https://login.example.com\", \"x\\u001b[2J\"]}");
            Object[] options = {
                "init", "--yes", "--no-start", "--folder", folder.resolve("gate"), "--url", "notes=" + server.endpoint()
            };

            CommandRun without = init(options);

            assertThat(without.exit()).isEqualTo(1);
            assertThat(without.err())
                    .contains(
                            "`notes` requires a login (HTTP 401) at https://login.example.com, x",
                            ", for notes.read, notes.write",
                            "add --token-env notes=VARIABLE",
                            "docs/credentials.md",
                            "nothing was written")
                    .doesNotContain("\u001b");
            assertThat(folder.resolve("gate")).doesNotExist();

            List<Object> with = new ArrayList<>(List.of(options));
            with.addAll(List.of("--token-env", "notes=NOTES_TOKEN"));
            CommandRun run = CommandRun.in(new Surroundings(Map.of("NOTES_TOKEN", token), false), with.toArray());
            assertThat(run.exit()).as(run.out() + run.err()).isZero();
            assertThat(read("secrets/notes.Authorization")).isEqualTo("Bearer " + token + "\n");
            assertThat(run.out() + run.err() + read("interlock-server.yaml")).doesNotContain(token);

            with.set(4, folder.resolve("other"));
            CommandRun wrong = CommandRun.in(new Surroundings(Map.of("NOTES_TOKEN", "expired"), false), with.toArray());
            assertThat(wrong.exit()).isEqualTo(1);
            assertThat(wrong.err()).contains("`notes` does not accept the token that it was sent (HTTP 401)");
        }
    }

    @Test
    void aServerThatAsksForALoginWithoutSayingWhereIsToldAsMuch() throws IOException {
        try (var server = new KeyedServer("k", Map.of())) {
            CommandRun run = init("init", "--yes", "--folder", folder.resolve("gate"), "--url", server.endpoint());

            assertThat(run.err()).contains("`server` requires a login (HTTP 401)\n", "--token-env server=VARIABLE");
        }
    }

    @Test
    void toolsThatNeedAPersonAreNamed() throws IOException {
        assertThat(erp("--name", "erp", "--approve", "no_such_tool").err())
                .contains("no server has a tool `no_such_tool`");
        assertThat(erp("--name", "erp", "--approve", "prepare_payment,erp/get_vendor")
                        .exit())
                .isZero();
        assertThat(read("bundle/rules.yaml"))
                .contains(
                        "for: payment.prepare, approval",
                        "for: vendor.read, approval",
                        "`prepare_payment`, as was asked for")
                .doesNotContain("for: payment.release, approval");
    }

    @Test
    void aServerWithoutToolsIsToldAsSuch() throws IOException {
        Path server = Files.writeString(folder.resolve("server.sh"), """
            while read -r line; do
              id=$(printf %s "$line" | sed -n 's/.*"id":\\([0-9]*\\).*/\\1/p')
              case $line in
                *'"initialize"'*) result='"result":{"protocolVersion":"2025-11-25","capabilities":{"tools":{}},"serverInfo":{"name":"s","version":"1"}}' ;;
                *'"tools/list"'*) result='"result":{"tools":[]}' ;;
                *) result='"error":{"code":-32601,"message":"no"}' ;;
              esac
              [ -z "$id" ] || printf '{"jsonrpc":"2.0","id":%s,%s}\\n' "$id" "$result"
            done
            """);

        CommandRun run = init("init", "--yes", "--folder", folder.resolve("gate"), "--", "sh", server);

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).contains("it offers no tools, so there is nothing to decide", "nothing was written");
        assertThat(folder.resolve("gate")).doesNotExist();
    }
}
