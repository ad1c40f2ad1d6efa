package dev.interlock.cli.init;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.cli.terminal.WrongUsage;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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

    @Test
    void onlyTheValuesOfServersAreReplaced() throws Exception {
        ClientFile file = read("""
            {
              // of mine
              "servers": { /* two */ "a": {"command": "x", "args": ["}"]}, "b": {"command": "y"}, },
            }
            """);

        assertThat(file.with(Map.of("a", "{1}", "b", "{2}", "other", "{3}"))).isEqualTo("""
            {
              // of mine
              "servers": { /* two */ "a": {1}, "b": {2}, },
            }
            """);
        assertThat(file.with(Map.of())).isEqualTo(file.text());
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
                List.of("", "holds no object"),
                List.of("[]", "holds no object"),
                List.of("{\"a\": ", "is no JSON, at line 1, column"),
                List.of("{}", "names no server"),
                List.of("{\"mcpServers\": []}", "names no server"),
                List.of("{\"mcpServers\": {\"a\": 7}}", "the server `a` in `"),
                List.of("{\"mcpServers\": {\"a\": {}}}", "has neither a `command` nor a `url`"),
                List.of("{\"mcpServers\": {\"a\": {\"command\": \"${NOT_SET}\"}}}", "refers to the variable `NOT_SET`"),
                List.of(
                        "{\"servers\": {\"a\": {\"command\": \"x\", \"env\": {\"K\": \"${input:key}\"}}}}",
                        "asks its user"),
                List.of("{\"mcpServers\": {\"a\": {\"url\": \"nowhere\"}}}", "has no address that can be used"),
                List.of(
                        "{\"mcpServers\": {\"a\": {\"type\": \"sse\", \"url\": \"https://x.example.com\"}}}",
                        "old transport `sse`"),
                List.of(
                        "{\"mcpServers\": {\"a\": {\"command\": \"x\"}, \"a\": {\"command\": \"y\"}}}",
                        "is no JSON"))) {
            assertThatThrownBy(() -> read(wrong.get(0)))
                    .as(wrong.get(0))
                    .isInstanceOf(WrongUsage.class)
                    .hasMessageContaining(wrong.get(1));
        }
        assertThatThrownBy(() -> ClientFile.read(folder.resolve("none.json"), Map.of()))
                .hasMessageContaining("cannot be read");
        assertThatThrownBy(() -> ClientFile.read(Files.writeString(folder.resolve("c.toml"), ""), Map.of()))
                .hasMessageContaining("is TOML; give each of its servers as");
    }
}
