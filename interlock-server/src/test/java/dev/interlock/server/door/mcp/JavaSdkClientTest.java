package dev.interlock.server.door.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpSchema;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The official Java SDK, a client of the legacy era, before the door. */
class JavaSdkClientTest extends DoorTestBase {

    private McpSyncClient client(String server) {
        return McpClient.sync(HttpClientStreamableHttpTransport.builder("http://127.0.0.1:" + gateway.port())
                        .endpoint("/mcp/" + server)
                        .requestBuilder(HttpRequest.newBuilder()
                                .header("Authorization", "Bearer token-a")
                                .header("Interlock-Task", "t-9"))
                        .build())
                .requestTimeout(Duration.ofSeconds(20))
                .build();
    }

    private static McpSchema.CallToolRequest call(String tool, Map<String, Object> arguments) {
        return McpSchema.CallToolRequest.builder(tool).arguments(arguments).build();
    }

    private static String text(McpSchema.CallToolResult result) {
        return ((McpSchema.TextContent) result.content().getFirst()).text();
    }

    @ParameterizedTest
    @ValueSource(strings = {"erp", "old"})
    void listsAndCalls(String server) {
        try (McpSyncClient client = client(server)) {
            assertThat(client.initialize().serverInfo().name()).isEqualTo("interlock");
            assertThat(client.listTools().tools())
                    .extracting(McpSchema.Tool::name)
                    .containsExactly("echo", "add", "store");
            assertThat(text(client.callTool(call("echo", Map.of("text", "hi")))))
                    .isEqualTo("hi");
            McpSchema.CallToolResult sum = client.callTool(call("add", Map.of("a", 2, "b", 3)));
            assertThat(sum.structuredContent()).isEqualTo(Map.of("sum", 5));
            client.ping();
            assertThat(gateway.calls).allSatisfy(call -> assertThat(call.task()).contains("t-9"));
        }
    }

    @Test
    void understandsDecisions() {
        try (McpSyncClient client = client("erp")) {
            client.initialize();
            client.listTools();
            McpSchema.CallToolResult denied = client.callTool(call("add", Map.of("text", "deny")));
            assertThat(denied.isError()).isTrue();
            assertThat(text(denied)).startsWith("Denied by Interlock (sod.separate)");
            McpSchema.CallToolResult held = client.callTool(call("echo", Map.of("text", "hold")));
            assertThat(text(held)).contains("hold h-7");
            assertThat(held.meta()).containsKey("dev.interlock/decision");
        }
    }
}
