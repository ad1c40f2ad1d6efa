package dev.interlock.cli.init;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.cli.terminal.WrongUsage;
import dev.interlock.server.json.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Configurations of clients, as they are and as they should not be. */
class ClientFileTest {

    private static final Map<String, String> ENVIRONMENT = Map.of("TOKEN", "tok", "EMPTY", "");

    @TempDir
    Path folder;

    private ClientFile read(String text) throws IOException, WrongUsage {
        return ClientFile.read(Files.writeString(folder.resolve("mcp.json"), text), ENVIRONMENT);
    }

    @Test
    void processesAndAddressesAreReadWithTheirVariables() throws Exception {
        ClientFile file = read("""
            {
              "theme": {"servers": {"not": "one"}},
              "mcpServers": {
                "Git Hub": {"command": "npx", "args": ["-y", "github", "${TOKEN}"], "env": {"KEY": "${TOKEN}", "E": "${EMPTY:-x}"}},
                "notes": {"type": "http", "url": "https://notes.example.com/${NOT:-mcp}", "headers": {"X": "a$b"}}
              }
            }
            """);

        assertThat(file.servers()).extracting(ClientFile.Entry::key).containsExactly("Git Hub", "notes");
        FoundServer github = file.servers().get(0).server();
        assertThat(github.name()).isEqualTo("git-hub");
        assertThat(github.command()).containsExactly("npx", "-y", "github", "tok");
        assertThat(github.environment()).isEqualTo(Map.of("KEY", "tok", "E", ""));
        FoundServer notes = file.servers().get(1).server();
        assertThat(notes.url()).contains(URI.create("https://notes.example.com/mcp"));
        assertThat(notes.headers()).isEqualTo(Map.of("X", "a$b"));
        assertThat(file.toString() + github).doesNotContain("tok");
    }

    private static SortedMap<String, ObjectNode> gateway(String... keys) {
        var servers = new TreeMap<String, ObjectNode>();
        for (String key : keys) {
            ObjectNode server = Json.object().put("command", "il");
            server.putArray("args").add(key);
            servers.put(key, server);
        }
        return servers;
    }

    @Test
    void onlyTheValuesOfServersAreReplaced() throws Exception {
        ClientFile file = read("""
            {
              // of mine
              "servers": { /* two */ "a": {"command": "x", "args": ["}"]}, "b": {"command": "y"}, },
            }
            """);

        assertThat(file.with(gateway("a", "b", "other"))).isEqualTo("""
            {
              // of mine
              "servers": { /* two */ "a": {"command":"il","args":["a"]}, "b": {"command":"il","args":["b"]}, },
            }
            """);
        assertThat(file.with(gateway())).isEqualTo(file.text());
    }

    @Test
    void aServerThatIsBehindAGatewayAlreadyIsPassedOver() throws Exception {
        ClientFile file = read("""
            {"mcpServers": {"a": {"command": "/opt/interlock/interlock", "args": ["connect", "a"]}, "b": {"command": "y"}}}
            """);

        assertThat(file.servers()).extracting(ClientFile.Entry::key).containsExactly("b");
    }

    @Test
    void whatCannotBeUsedIsToldWithItsPlace() {
        for (var wrong : List.of(
                List.of("", "does not contain an object"),
                List.of("[]", "does not contain an object"),
                List.of("{\"a\": ", "is not valid JSON, at line 1, column"),
                List.of("{}", "has no server"),
                List.of("{\"mcpServers\": []}", "has no server"),
                List.of("{\"mcpServers\": {\"a\": 7}}", "the server `a` in `"),
                List.of("{\"mcpServers\": {\"a\": {}}}", "has neither a `command` nor a `url`"),
                List.of("{\"mcpServers\": {\"a\": {\"command\": \"${NOT_SET}\"}}}", "refers to the variable `NOT_SET`"),
                List.of(
                        "{\"servers\": {\"a\": {\"command\": \"x\", \"env\": {\"K\": \"${input:key}\"}}}}",
                        "asks its user"),
                List.of("{\"mcpServers\": {\"a\": {\"url\": \"nowhere\"}}}", "has a `url` that is not a valid address"),
                List.of(
                        "{\"mcpServers\": {\"a\": {\"type\": \"sse\", \"url\": \"https://x.example.com\"}}}",
                        "old transport `sse`"),
                List.of(
                        "{\"mcpServers\": {\"a\": {\"command\": \"x\"}, \"a\": {\"command\": \"y\"}}}",
                        "is not valid JSON"))) {
            assertThatThrownBy(() -> read(wrong.get(0)))
                    .as(wrong.get(0))
                    .isInstanceOf(WrongUsage.class)
                    .hasMessageContaining(wrong.get(1));
        }
        assertThatThrownBy(() -> ClientFile.read(folder.resolve("none.json"), Map.of()))
                .hasMessageContaining("there is no file");
    }

    private ClientFile codex(String text) throws IOException, WrongUsage {
        return ClientFile.read(Files.writeString(folder.resolve("config.toml"), text), ENVIRONMENT);
    }

    private static final String CODEX = """
        model = "m" # of mine
        notes = \"""
        [mcp_servers.no]
        command = "not one" \"""

        # the graph
        [mcp_servers.memory]
        command = 'npx' # starts it
        # two words
        args = [
          "-y", # ]
          "server-memory",
        ]
        startup_timeout_sec = 20
        [mcp_servers.memory.env]
        # by hand
        KEY = "secret-of-memory" # rotated in May
        [mcp_servers.memory.tools.read]
        approval_mode = "approve"

        [mcp_servers."my notes"]
        url = "https://notes.example.com/mcp"
        bearer_token_env_var = "TOKEN"
        http_headers = { X = "1" }

        [mcp_servers.off]
        command = "x"
        enabled = false
        [profiles.fast]
        model = "n"
        """;

    @Test
    void serversOfCodexAreReadFromItsTables() throws Exception {
        ClientFile file = codex(CODEX);

        assertThat(file.servers()).extracting(ClientFile.Entry::key).containsExactly("memory", "my notes");
        FoundServer memory = file.servers().get(0).server();
        assertThat(memory.command()).containsExactly("npx", "-y", "server-memory");
        assertThat(memory.environment()).isEqualTo(Map.of("KEY", "secret-of-memory"));
        FoundServer notes = file.servers().get(1).server();
        assertThat(notes.url()).contains(URI.create("https://notes.example.com/mcp"));
        assertThat(notes.headers()).isEqualTo(Map.of("X", "1", "Authorization", "Bearer tok"));
    }

    @Test
    void tablesOfCodexChangeOnlyInHowTheirServerIsReached() throws Exception {
        String changed = codex(CODEX).with(gateway("memory", "my notes"));

        assertThat(changed).isEqualTo("""
            model = "m" # of mine
            notes = \"""
            [mcp_servers.no]
            command = "not one" \"""

            # the graph
            [mcp_servers.memory]
            command = "il"
            args = ["memory"]
            # two words
            startup_timeout_sec = 20
            # by hand
            [mcp_servers.memory.tools.read]
            approval_mode = "approve"

            [mcp_servers."my notes"]
            command = "il"
            args = ["my notes"]

            [mcp_servers.off]
            command = "x"
            enabled = false
            [profiles.fast]
            model = "n"
            """);
    }

    @Test
    void tomlThatCannotBeReadOrChangedIsToldAndStaysAsItIs() throws Exception {
        for (var wrong : List.of(
                List.of("", "has no server"),
                List.of("mcp_servers = 7", "has no server"),
                List.of("[mcp_servers.a", "is not valid TOML, at line 1"),
                List.of("[mcp_servers.a]\ncommand = \"x\"\n[mcp_servers.a]\ncommand = \"y\"", "is not valid TOML"),
                List.of("[mcp_servers.a]\nargs = []", "has neither a `command` nor a `url`"),
                List.of(
                        "[mcp_servers.a]\nurl = \"https://a.example.com\"\nbearer_token_env_var = \"NOT_SET\"",
                        "`NOT_SET`"))) {
            assertThatThrownBy(() -> codex(wrong.get(0)))
                    .as(wrong.get(0))
                    .isInstanceOf(WrongUsage.class)
                    .hasMessageContaining(wrong.get(1));
        }
        for (String inline : List.of(
                "mcp_servers = { a = { command = \"x\" } }",
                "[mcp_servers]\na = { command = \"x\" }",
                "mcp_servers.a.command = \"x\"",
                "[mcp_servers]\na.command = \"x\"")) {
            assertThatThrownBy(() -> codex(inline).with(gateway("a")))
                    .as(inline)
                    .isInstanceOf(WrongUsage.class)
                    .hasMessageContaining("write each in its own table, `[mcp_servers.NAME]`");
        }
    }
}
