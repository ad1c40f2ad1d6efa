package dev.interlock.server.door.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.server.fixture.Gateway;
import dev.interlock.server.fixture.Patient;
import dev.interlock.server.fixture.StdioFixture;
import dev.interlock.server.mcp.Names;
import dev.interlock.server.upstream.CallOutcome;
import dev.interlock.server.upstream.EraChoice;
import dev.interlock.server.upstream.mcp.McpUpstream;
import dev.interlock.server.upstream.stdio.StdioSettings;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A result that is longer than what the gateway keeps in memory reaches the caller whole, after its outcome is recorded. */
class LongResultTest extends DoorTestBase {
    /** More than {@link dev.interlock.server.json.JsonLimits#answers()} keeps. */
    private static final int LENGTH = 40 << 20;

    private final HttpClient http = HttpClient.newHttpClient();

    @AfterEach
    void hangUp() {
        http.shutdownNow();
    }

    private HttpResponse<InputStream> call(URI endpoint, String tool) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(endpoint)
                .header("Authorization", "Bearer token-a")
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .header("MCP-Protocol-Version", "2026-07-28")
                .header("Mcp-Method", Names.TOOLS_CALL)
                .header("Mcp-Name", tool)
                .POST(HttpRequest.BodyPublishers.ofString(Gateway.modernBody(
                        Names.TOOLS_CALL, "\"name\":\"" + tool + "\",\"arguments\":{\"n\":" + LENGTH + "},")))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofInputStream());
    }

    /** How often a digit stands where it should, for a text of which no test wants to see the difference. */
    private static long digits(InputStream body) throws IOException {
        long inOrder = 0;
        int expected = '0';
        byte[] block = new byte[64 << 10];
        for (int got = body.read(block); got > 0; got = body.read(block)) {
            for (int i = 0; i < got; i++) {
                if (block[i] == expected) {
                    inOrder++;
                    expected = expected == '9' ? '0' : expected + 1;
                }
            }
        }
        return inOrder;
    }

    @ParameterizedTest
    @CsvSource({"erp, long", "erp, long-sse", "old, long"})
    void overHttp(String server, String tool) throws Exception {
        HttpResponse<InputStream> response = call(gateway.endpoint(server), tool);
        assertThat(response.statusCode()).isEqualTo(200);
        // a few more digits in order are in the frame around the text
        assertThat(digits(response.body())).isBetween(LENGTH / 10 * 10L, LENGTH + 100L);
        assertThat(gateway.outcomes.take()).isInstanceOf(CallOutcome.Result.class);
    }

    @Test
    void overPipes() throws Exception {
        try (McpUpstream pipes = McpUpstream.stdio(
                        "pipes",
                        StdioSettings.of(StdioFixture.command("MODERN")),
                        EraChoice.AUTO,
                        Patient.TIMING,
                        System::nanoTime);
                Gateway before = new Gateway(settings(), Map.of("pipes", pipes))) {
            HttpResponse<InputStream> response = call(before.endpoint("pipes"), "long");
            assertThat(response.statusCode()).isEqualTo(200);
            try (InputStream body = response.body()) {
                byte[] all = body.readAllBytes();
                assertThat(all.length)
                        .as(new String(all, 0, Math.min(all.length, 1_000), StandardCharsets.UTF_8))
                        .isGreaterThan(LENGTH);
            }
        }
    }
}
