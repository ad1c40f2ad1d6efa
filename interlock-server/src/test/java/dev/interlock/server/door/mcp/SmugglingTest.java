package dev.interlock.server.door.mcp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.server.fixture.Gateway;
import dev.interlock.server.fuzz.Wire;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Requests that two readers may take for different ones. Behind each comes another request on the same connection, which a
 * proxy that reads otherwise would take for a part of the first: it must not be served where there is any doubt.
 */
class SmugglingTest extends DoorTestBase {
    private static final String COMMON =
            "Host: 127.0.0.1\r\nAuthorization: Bearer token-a\r\nContent-Type: application/json\r\n"
                    + "Accept: application/json, text/event-stream\r\nMCP-Protocol-Version: 2026-07-28\r\nMcp-Method: tools/call\r\n"
                    + "Mcp-Name: echo\r\n";

    private static String body(String text) {
        return Gateway.modernBody("tools/call", "\"name\":\"echo\",\"arguments\":{\"text\":\"" + text + "\"},");
    }

    private static String request(String framing, String sent) {
        return "POST /mcp/erp HTTP/1.1\r\n" + COMMON + framing + "\r\n" + sent;
    }

    private static String hidden() {
        String body = body("smuggled");
        return request("Content-Length: " + body.length() + "\r\n", body);
    }

    private static String chunked(String body) {
        return Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n";
    }

    private List<Wire.Response> send(String bytes) throws IOException {
        return Wire.exchange(gateway.port(), bytes.getBytes(ISO_8859_1));
    }

    private void nothingIsServed(String bytes) throws IOException {
        List<Wire.Response> responses = send(bytes);
        assertThat(gateway.calls).as("decided").isEmpty();
        assertThat(modernFixture.calls("echo")).isZero();
        assertThat(responses).hasSizeLessThanOrEqualTo(1);
        assertThat(responses).allSatisfy(response -> {
            assertThat(response.status()).isBetween(400, 500);
            assertThat(response.head()).containsIgnoringCase("connection: close");
        });
    }

    @Test
    void requestsOneAfterAnotherAreServed() throws Exception {
        String body = body("first");
        List<Wire.Response> responses = send(request("Content-Length: " + body.length() + "\r\n", body)
                + request("Transfer-Encoding: chunked\r\n", chunked(body))
                + hidden());
        assertThat(responses).extracting(Wire.Response::status).containsExactly(200, 200, 200);
        assertThat(gateway.calls).hasSize(3);
    }

    /** Framings in which the length of the body is in doubt; `N` is its right length. */
    static List<String> doubtful() {
        return List.of(
                "Content-Length: N\r\nTransfer-Encoding: chunked\r\n",
                "Transfer-Encoding: chunked\r\nContent-Length: N\r\n",
                "Transfer-Encoding: Chunked\r\n",
                "Transfer-Encoding: CHUNKED\r\n",
                "transfer-encoding: chunked, identity\r\n",
                "Transfer-Encoding: identity, chunked\r\n",
                "Transfer-Encoding: gzip, chunked\r\n",
                "Transfer-Encoding: identity\r\n",
                "Transfer-Encoding: xchunked\r\n",
                "Transfer-Encoding: chunked;q=1\r\n",
                "Transfer-Encoding: \"chunked\"\r\n",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
                "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
                "Transfer-Encoding:\r\n",
                "Transfer-Encoding: \u000bchunked\r\n",
                "Transfer-Encoding: chunked\u0000\r\n",
                "Transfer-Encoding : chunked\r\n",
                "Transfer-Encoding\t: chunked\r\n",
                " Transfer-Encoding: chunked\r\n",
                "X: y\r\n Transfer-Encoding: chunked\r\n",
                "X: y\r\n\tContent-Length: 0\r\nContent-Length: N\r\n",
                "X: y\nTransfer-Encoding: chunked\r\n",
                "X: y\rTransfer-Encoding: chunked\r\n",
                "X: y\u0000\r\nContent-Length: N\r\n",
                "X\u0000: y\r\nContent-Length: N\r\n",
                "X y: z\r\nContent-Length: N\r\n",
                "no colon\r\nContent-Length: N\r\n",
                ": empty name\r\nContent-Length: N\r\n",
                "Content-Length: N\r\nContent-Length: N\r\n",
                "Content-Length: N\r\nContent-Length: 0\r\n",
                "Content-Length: 0\r\nContent-Length: N\r\n",
                "Content-Length: N, N\r\n",
                "Content-Length: +N\r\n",
                "Content-Length: -N\r\n",
                "Content-Length: 0xN\r\n",
                "Content-Length: N.0\r\n",
                "Content-Length: N;\r\n",
                "Content-Length:\r\n",
                "Content-Length: 99999999999999999999\r\n",
                "Content-Length : N\r\n",
                "Content-Length: N\nX: y\r\n",
                "Content_Length\u00a0: N\r\n");
    }

    @ParameterizedTest
    @MethodSource("doubtful")
    void aBodyWithoutACertainEndIsNoBody(String framing) throws Exception {
        String body = body("first");
        String heads = framing.replace("N", Integer.toString(body.length()));
        nothingIsServed(request(heads, body) + hidden());
        nothingIsServed(request(heads, chunked(body)) + hidden());
        nothingIsServed(request(heads, "0\r\n\r\n") + hidden());
    }

    /** Chunks that another reader may cut otherwise; `S` is the size, `B` the body. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "S;a=b\r\nB\r\n0\r\n\r\n",
                "0xS\r\nB\r\n0\r\n\r\n",
                "-S\r\nB\r\n0\r\n\r\n",
                " S\r\nB\r\n0\r\n\r\n",
                "S \r\nB\r\n0\r\n\r\n",
                "S\nB\n0\n\n",
                "ffffffffffffffffS\r\nB\r\n0\r\n\r\n",
                "1000000000S\r\nB\r\n0\r\n\r\n",
                "\r\nB\r\n0\r\n\r\n",
                "S\r\nB\r\n0\r\nTransfer-Encoding: chunked\r\n\r\n",
                "S\r\nB\r\n0\r\nX\r\n\r\n"
            })
    void chunksAreCutInOneWayOnly(String chunks) throws Exception {
        String body = body("first");
        String sent = chunks.replace("S", Integer.toHexString(body.length())).replace("B", body);
        List<Wire.Response> responses = send(request("Transfer-Encoding: chunked\r\n", sent) + hidden());
        assertThat(gateway.calls)
                .as("decided, answers %s", responses)
                .noneMatch(call -> call.arguments().path("text").asText().equals("smuggled"));
        assertThat(responses).hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void aBodyOfAnyMethodIsABody() throws Exception {
        for (String method : List.of("GET", "DELETE", "PUT", "OPTIONS", "HEAD")) {
            String hidden = hidden();
            send(method + " /mcp/erp HTTP/1.1\r\n" + COMMON + "Content-Length: " + hidden.length() + "\r\n\r\n"
                    + hidden);
            assertThat(gateway.calls).as(method).isEmpty();
        }
    }

    @Test
    void aRefusedRequestTakesItsBodyAlong() throws Exception {
        String hidden = hidden();
        String refused =
                request("Content-Length: " + hidden.length() + "\r\n", hidden).replace("token-a", "nobody");
        List<Wire.Response> responses = send(refused + hidden);
        assertThat(responses.getFirst().status()).isEqualTo(401);
        assertThat(gateway.calls).hasSizeLessThanOrEqualTo(1);
    }

    // --- where a request goes to

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/mcp/erp%2f..",
                "/mcp/erp%2f..%2fold",
                "/mcp/old%2f..%2ferp",
                "/mcp/%65rp",
                "/mcp/erp%20",
                "/mcp/erp%00",
                "/mcp/erp%0d%0aX:%20y",
                "/mcp/erp%",
                "/mcp/erp;a=b",
                "/mcp;a=b/erp",
                "/mcp/erp.",
                "/mcp/erp/",
                "/mcp//erp",
                "//mcp/erp",
                "/./mcp/erp",
                "/mcp/./erp",
                "/x/../mcp/erp",
                "/mcp/old/../erp",
                "/mcp/..%2fmcp%2ferp",
                "/mcp/ERP",
                "/MCP/erp",
                "/mcp/\u00e9rp",
                "/mcp/e\trp",
                "/mcp\\erp",
                "mcp/erp",
                "*",
                "http://127.0.0.1/mcp/erp",
                "http://evil.example.com/mcp/erp",
                "//evil.example.com/mcp/erp",
                "evil.example.com:80"
            })
    void aServerHasOneAddress(String target) throws Exception {
        String body = body("first");
        List<Wire.Response> responses = send(
                request("Content-Length: " + body.length() + "\r\n", body).replace("POST /mcp/erp", "POST " + target));
        assertThat(gateway.calls).isEmpty();
        assertThat(responses).hasSizeLessThanOrEqualTo(1);
        assertThat(responses)
                .allSatisfy(response -> assertThat(response.status()).isBetween(400, 499));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: 127.0.0.1\r\nHost: evil.example.com\r\n",
                "Host: 127.0.0.1\r\nHost: 127.0.0.1\r\n",
                "",
                "Host:\r\n",
                "Host: evil.example.com\r\n",
                "Host: 127.0.0.1@evil.example.com\r\n",
                "Host: 127.0.0.1/evil\r\n",
                "Host: 127.0.0.1, evil.example.com\r\n",
                "Host: evil.example.com\r\nX-Forwarded-Host: 127.0.0.1\r\n",
                "Host: evil.example.com\r\nForwarded: host=127.0.0.1\r\n",
                "Host: 127.0.0.1:x\r\n"
            })
    void aHostIsNamedOnceAndIsOurs(String hosts) throws Exception {
        String body = body("first");
        send(request("Content-Length: " + body.length() + "\r\n", body).replace("Host: 127.0.0.1\r\n", hosts));
        assertThat(gateway.calls).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /mcp/erp HTTP/1.0",
                "POST /mcp/erp HTTP/0.9",
                "POST /mcp/erp HTTP/1.2",
                "POST /mcp/erp HTTP/2.0",
                "POST /mcp/erp",
                "POST  /mcp/erp HTTP/1.1",
                "POST /mcp/erp  HTTP/1.1",
                "POST\t/mcp/erp\tHTTP/1.1",
                " POST /mcp/erp HTTP/1.1",
                "P\u0000ST /mcp/erp HTTP/1.1",
                "POST /mcp/erp HTTP/1.1 x",
                "GET /mcp/erp HTTP/1.1\r\nX-HTTP-Method-Override: POST"
            })
    void aRequestLineHasOneForm(String line) throws Exception {
        String body = body("first");
        send(request("Content-Length: " + body.length() + "\r\n", body).replace("POST /mcp/erp HTTP/1.1", line));
        assertThat(gateway.calls).isEmpty();
    }

    // --- headers that say something else than the body

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Mcp-Name: store\r\n",
                "Mcp-Name: Echo\r\n",
                "Mcp-Name: echo\u0000\r\n",
                "Mcp-Name: =?base64?c3RvcmU=?=\r\n",
                "Mcp-Name: =?base64?ZWNobw?=\r\n",
                "Mcp-Name: =?base64?ZWNobx==?=\r\n",
                "Mcp-Name: =?BASE64?ZWNobw==?=\r\n",
                "Mcp-Name: =?base64?RUNITw==?=\r\n",
                "Mcp-Name: =?utf-8?B?ZWNobw==?=\r\n",
                "Mcp-Name: =?base64?ZWNobw==?= \u00a0\r\n",
                "Mcp-Name: ec\u00adho\r\n",
                "Mcp-Name: echo, store\r\n",
                "Mcp-Name: echo\r\nmcp-name: store\r\n",
                "Mcp-Name: echo\r\nMCP-NAME: echo\r\n",
                "Mcp-Name: \"echo\"\r\n",
                "Mcp-Name:\r\n",
                "Mcp-Name: echo\r\n Mcp-Name: store\r\n",
                "Mcp_Name: echo\r\n",
                "Mcp-Name : echo\r\n",
                ""
            })
    void aNameThatIsNotTheBodysIsRefused(String header) throws Exception {
        String body = body("first");
        List<Wire.Response> responses =
                send(request("Content-Length: " + body.length() + "\r\n", body).replace("Mcp-Name: echo\r\n", header));
        assertThat(gateway.calls).isEmpty();
        assertThat(responses)
                .allSatisfy(response -> assertThat(response.status()).isEqualTo(400));
    }

    @Test
    void theBodyDecidesWhateverFurtherHeadersSay() throws Exception {
        String body = body("first");
        String more = "Mcp-Tool: store\r\nX-Mcp-Name: store\r\nX-Original-URL: /mcp/old\r\nX-Rewrite-URL: /mcp/old\r\n"
                + "X-HTTP-Method-Override: DELETE\r\nX-Forwarded-For: 10.0.0.1\r\nX-User: admin\r\nCookie: session=1\r\n";
        assertThat(send(request(more + "Content-Length: " + body.getBytes(UTF_8).length + "\r\n", body)))
                .extracting(Wire.Response::status)
                .containsExactly(200);
        assertThat(gateway.calls).singleElement().satisfies(call -> {
            assertThat(call.server()).isEqualTo("erp");
            assertThat(call.tool()).isEqualTo("echo");
        });
    }
}
