package dev.interlock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.cli.Main;
import dev.interlock.server.fixture.StdioFixture;
import dev.interlock.server.mcp.Era;
import dev.interlock.server.upstream.stdio.JavaCommand;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.ServerParameters;
import io.modelcontextprotocol.client.transport.StdioClientTransport;
import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.spec.McpSchema;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** `interlock mcp --config`: the servers of a configuration for one client of a person's own machine. */
class DesktopConfigTest {

    private static final String BUNDLE = """
            interlock: v1
            name: desk
            owner: you@example.com
            include: [one.yaml, two.yaml]
            independence: {another-agent: []}
            risk: {local: {independence: another-agent, on-conflict: deny, on-missing: deny}}
            intents: {work: {goal: Talk, allow: [text.say, text.read]}}
            rules:
              - {id: POLITE, title: No shouting, forbid: {duty: text.say, when: 'args.text.contains("!")'}}
            """;

    private static final String CATALOGUE = """
            server: %s
            objects: {}
            tools:
              echo: {duty: text.say}
              mcp:resources/read: {duty: text.read, effect: read}
            """;

    @TempDir
    private Path folder;

    private static String yaml(List<String> command) {
        return command.stream().map(word -> "\"" + word + "\"").collect(Collectors.joining(", ", "[", "]"));
    }

    private McpSyncClient client(String... options) throws Exception {
        Path bundle = Files.createDirectories(folder.resolve("bundle"));
        Files.writeString(bundle.resolve("interlock.yaml"), BUNDLE);
        Files.writeString(bundle.resolve("one.yaml"), CATALOGUE.formatted("one"));
        Files.writeString(bundle.resolve("two.yaml"), CATALOGUE.formatted("two"));
        Path config = folder.resolve("interlock-server.yaml");
        Files.writeString(config, """
                domain: desk.example.com
                upstreams:
                  two: {command: %s}
                  one: {command: %s}
                  gone: {command: [sh, -c, exit 1]}
                agents:
                  desktop: {token: sha256:%s, owner: ann, model: m, root: true, intent: work}
                """.formatted(
                        yaml(StdioFixture.command(Era.MODERN.name())),
                        yaml(StdioFixture.command(Era.LEGACY.name())),
                        "1".repeat(64)));
        List<String> command = new ArrayList<>(JavaCommand.of(Main.class, "mcp", "--config", config.toString()));
        command.addAll(List.of(options));
        var transport = new StdioClientTransport(
                ServerParameters.builder(command.getFirst())
                        .args(command.subList(1, command.size()))
                        .build(),
                McpJsonDefaults.getMapper());
        return McpClient.sync(transport).requestTimeout(Duration.ofSeconds(60)).build();
    }

    private static String said(McpSyncClient client, String tool, String text) {
        McpSchema.CallToolResult result = client.callTool(McpSchema.CallToolRequest.builder(tool)
                .arguments(Map.of("text", text))
                .build());
        return ((McpSchema.TextContent) result.content().getFirst()).text();
    }

    @Test
    void allServersAsOne() throws Exception {
        try (McpSyncClient client = client()) {
            assertThat(client.initialize().instructions()).contains("`gone`, `one`, `two`");
            assertThat(client.listTools().tools())
                    .extracting(McpSchema.Tool::name)
                    .containsExactly("one__echo", "two__echo");
            assertThat(said(client, "one__echo", "hello")).isEqualTo("hello");
            assertThat(said(client, "two__echo", "hello!"))
                    .startsWith("Denied by Interlock (forbidden): POLITE (No shouting)");
            assertThat(client.readResource(McpSchema.ReadResourceRequest.builder("one+test://a")
                                    .build())
                            .contents()
                            .getFirst()
                            .uri())
                    .isEqualTo("one+test://a");
        }
    }

    @Test
    void oneOfThem() throws Exception {
        try (McpSyncClient client = client("--agent", "desktop", "--endpoint", "two")) {
            client.initialize();
            assertThat(said(client, "echo", "hello")).isEqualTo("hello");
        }
    }
}
