package dev.interlock.server.door.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.fixture.Gateway;
import dev.interlock.server.fixture.Schemas;
import dev.interlock.server.fixture.Trees;
import dev.interlock.server.mcp.Era;
import dev.interlock.server.mcp.Names;
import dev.interlock.server.upstream.CallOutcome;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpSchema;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A server tells how far it is, and the caller who wanted to know hears of it before the answer. */
class ProgressTest extends DoorTestBase {

    private static String body(String tool, String meta) {
        return Gateway.modernBody(Names.TOOLS_CALL, "\"name\":\"" + tool + "\",\"arguments\":{},")
                .replace("\"_meta\":{", "\"_meta\":{" + meta);
    }

    private HttpResponse<String> post(String server, String body) throws Exception {
        return post(server, Names.TOOLS_CALL, "progress", body);
    }

    private HttpResponse<String> post(String server, String method, String name, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(gateway.endpoint(server))
                .header("Authorization", "Bearer token-a")
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .header("MCP-Protocol-Version", "2026-07-28")
                .header("Mcp-Method", method)
                .header("Mcp-Name", name)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }

    private static List<ObjectNode> events(String text) {
        List<ObjectNode> events = new ArrayList<>();
        for (String event : text.split("\n\n", -1)) {
            if (!event.isEmpty()) {
                assertThat(event).startsWith("data: ");
                events.add(Trees.object(event.substring(6)));
            }
        }
        return events;
    }

    private JsonNode lastSeen(String server) {
        return (server.equals("erp") ? modernFixture : legacyFixture).tools.seen.getLast();
    }

    @ParameterizedTest
    @CsvSource({"erp, '\"mine\"'", "old, '\"mine\"'", "erp, 7", "old, 0"})
    void comesUnderTheTokenOfTheCaller(String server, String token) throws Exception {
        HttpResponse<String> response = post(server, body("progress", "\"progressToken\":" + token + ","));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains("text/event-stream");
        assertThat(response.headers().firstValue("X-Accel-Buffering")).contains("no");
        List<ObjectNode> events = events(response.body());
        assertThat(events)
                .as("the second is under a token that nobody gave out")
                .hasSize(3);
        for (ObjectNode told : events.subList(0, 2)) {
            Schemas.assertValid(Era.MODERN, "ProgressNotification", told);
            assertThat(told.at("/params/progressToken").toString()).isEqualTo(token);
        }
        assertThat(events.get(1).at("/params/progress").asInt()).isEqualTo(3);
        Schemas.assertValid(Era.MODERN, "CallToolResultResponse", events.getLast());
        assertThat(events.getLast().at("/result/content/0/text").asText()).isEqualTo("streamed");
        assertThat(lastSeen(server).at("/params/_meta/progressToken").toString())
                .as("two callers may choose the same token")
                .isNotEqualTo(token);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"progressToken\":null,", "\"progressToken\":{},", "\"progressToken\":1.5,"})
    void whoDoesNotAskHearsNothing(String meta) throws Exception {
        HttpResponse<String> response = post("erp", body("progress", meta));
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(Trees.object(response.body()).at("/result/content/0/text").asText())
                .isEqualTo("streamed");
        assertThat(lastSeen("erp").at("/params/_meta").has("progressToken")).isFalse();
    }

    /** Few words, and then a read that brought nothing counts as one that may have happened. */
    @Test
    void wordsAreNoWayAroundTheRecord() throws Exception {
        String body = Gateway.modernBody("prompts/get", "\"name\":\"words-then-error\",")
                .replace("\"_meta\":{", "\"_meta\":{\"progressToken\":1,");
        String told = post("erp", "prompts/get", "words-then-error", body).body();
        assertThat(told).contains("xxx").doesNotContain("x".repeat(201)).contains("\"code\":-32603");
        assertThat(gateway.outcomes.take()).isInstanceOf(CallOutcome.Unknown.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"erp", "old"})
    void theJavaSdkHearsOfIt(String server) throws Exception {
        BlockingQueue<Double> heard = new LinkedBlockingQueue<>();
        try (McpSyncClient client = McpClient.sync(
                        HttpClientStreamableHttpTransport.builder("http://127.0.0.1:" + gateway.port())
                                .endpoint("/mcp/" + server)
                                .requestBuilder(HttpRequest.newBuilder().header("Authorization", "Bearer token-a"))
                                .build())
                .requestTimeout(Duration.ofSeconds(20))
                .progressConsumer(told -> heard.add(told.progress()))
                .build()) {
            client.initialize();
            McpSchema.CallToolResult result = client.callTool(McpSchema.CallToolRequest.builder("progress")
                    .arguments(Map.of())
                    .progressToken("sdk")
                    .build());
            assertThat(((McpSchema.TextContent) result.content().getFirst()).text())
                    .isEqualTo("streamed");
            // It tells its listeners on threads of its own.
            assertThat(Arrays.asList(heard.poll(120, TimeUnit.SECONDS), heard.poll(120, TimeUnit.SECONDS)))
                    .containsExactlyInAnyOrder(1.0, 3.0);
        }
    }

    /** A caller that never reads neither stops the server's answer from being known, nor anybody else. */
    @Test
    void aCallerThatNeverReads() throws Exception {
        byte[] body = body("flood", "\"progressToken\":1,").getBytes(UTF_8);
        String head = "POST /mcp/erp HTTP/1.1\r\nHost: 127.0.0.1:" + gateway.port()
                + "\r\nAuthorization: Bearer token-a\r\nContent-Type: application/json\r\n"
                + "Accept: application/json, text/event-stream\r\nMCP-Protocol-Version: 2026-07-28\r\n"
                + "Mcp-Method: tools/call\r\nMcp-Name: flood\r\nContent-Length: " + body.length + "\r\n\r\n";
        try (Socket deaf = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
            deaf.getOutputStream().write(head.getBytes(UTF_8));
            deaf.getOutputStream().write(body);
            deaf.getOutputStream().flush();
            assertThat(gateway.outcomes.poll(120, TimeUnit.SECONDS)).isInstanceOf(CallOutcome.Result.class);
            assertThat(post("erp", body("progress", "")).statusCode()).isEqualTo(200);
        }
    }
}
