package dev.interlock.demo.erp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.server.fixture.Schemas;
import dev.interlock.server.mcp.Era;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ErpHttpTest {
    private static final String META = "\"_meta\": {\"io.modelcontextprotocol/protocolVersion\": \"2026-07-28\","
            + " \"io.modelcontextprotocol/clientCapabilities\": {}}";
    private static final String LIST =
            "{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"tools/list\", \"params\": {" + META + "}}";
    private static final String CALL = "{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"tools/call\","
            + " \"params\": {\"name\": \"list_vendors\", \"arguments\": {}, " + META + "}}";

    @TempDir
    Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private ErpHttpProcess erp;

    @BeforeEach
    void start() throws Exception {
        erp = ErpHttpProcess.start(folder.resolve("erp.db"), Files.createDirectory(folder.resolve("faults")));
    }

    @AfterEach
    void stop() {
        http.close();
        erp.close();
    }

    @Test
    void modernRequestsNeedHeadersThatRepeatTheBody() throws Exception {
        Era era = Era.MODERN;
        String[] headers = {"MCP-Protocol-Version", "2026-07-28", "Mcp-Method", "tools/call", "Mcp-Name", "list_vendors"
        };
        HttpResponse<String> fine = post(CALL, headers);
        assertThat(fine.statusCode()).isEqualTo(200);
        Schemas.assertValid(era, "CallToolResultResponse", json(fine));

        for (int wrong = 1; wrong < headers.length; wrong += 2) {
            String[] other = headers.clone();
            other[wrong] = "else";
            HttpResponse<String> refused = post(CALL, other);
            assertThat(refused.statusCode()).isEqualTo(400);
            Schemas.assertValid(era, "HeaderMismatchError", json(refused));

            List<String> fewer = new ArrayList<>(List.of(headers));
            fewer.remove(wrong);
            fewer.remove(wrong - 1);
            assertThat(post(CALL, fewer.toArray(String[]::new)).statusCode()).isEqualTo(400);
        }
    }

    @Test
    void aLegacySessionBeginsWithInitializeAndEndsWithDelete() throws Exception {
        String list = "{\"jsonrpc\": \"2.0\", \"id\": 2, \"method\": \"tools/list\"}";
        HttpResponse<String> initialized = post("{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"initialize\","
                + " \"params\": {\"protocolVersion\": \"2025-11-25\", \"capabilities\": {},"
                + " \"clientInfo\": {\"name\": \"t\", \"version\": \"1\"}}}");
        Schemas.assertValid(Era.LEGACY, "InitializeResult", json(initialized).get("result"));
        String session = initialized.headers().firstValue("Mcp-Session-Id").orElseThrow();
        assertThat(post("{\"jsonrpc\": \"2.0\", \"method\": \"notifications/initialized\"}", "Mcp-Session-Id", session)
                        .statusCode())
                .isEqualTo(202);
        assertThat(json(post(list, "Mcp-Session-Id", session)).at("/result/tools"))
                .hasSize(12);
        assertThat(post(list).statusCode()).isEqualTo(400);
        assertThat(post(list, "Mcp-Session-Id", "made-up").statusCode()).isEqualTo(404);
        HttpRequest delete = HttpRequest.newBuilder(erp.uri())
                .header("Mcp-Session-Id", session)
                .DELETE()
                .build();
        assertThat(http.send(delete, HttpResponse.BodyHandlers.discarding()).statusCode())
                .isEqualTo(204);
        assertThat(post(list, "Mcp-Session-Id", session).statusCode()).isEqualTo(404);
    }

    @Test
    void strangersAndNonsenseAreTurnedAway() throws Exception {
        String[] headers = {"MCP-Protocol-Version", "2026-07-28", "Mcp-Method", "tools/list", "Origin", ""};
        headers[5] = "https://evil.example";
        assertThat(post(LIST, headers).statusCode()).isEqualTo(403);
        headers[5] = "http://localhost.evil.example";
        assertThat(post(LIST, headers).statusCode()).isEqualTo(403);
        headers[5] = "http://localhost:3000";
        assertThat(post(LIST, headers).statusCode()).isEqualTo(200);
        assertThat(post("{").statusCode()).isEqualTo(400);
        assertThat(json(post("{")).at("/error/code").intValue()).isEqualTo(-32700);
        HttpRequest get = HttpRequest.newBuilder(erp.uri()).GET().build();
        assertThat(http.send(get, HttpResponse.BodyHandlers.discarding()).statusCode())
                .isEqualTo(405);
    }

    @Test
    void itEndsWhenItsInputEnds() throws Exception {
        assertThat(erp.process().finish()).isZero();
    }

    private HttpResponse<String> post(String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(erp.uri())
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> response) throws Exception {
        return ErpClient.JSON.readTree(response.body());
    }
}
