package dev.interlock.server.door.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.server.fixture.RawHttp;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages of browsers: those of configured origins may call, and learn that from us; all others are refused. */
class CorsTest extends DoorTestBase {
    private static final String PAGE = "https://console.example.com";

    private RawHttp preflight(String origin) {
        return RawHttp.to(gateway.port(), "/mcp/erp")
                .method("OPTIONS")
                .add("Origin", origin)
                .add("Access-Control-Request-Method", "POST")
                .add("Access-Control-Request-Headers", "authorization,content-type,mcp-method,mcp-param-region,x-evil");
    }

    private static Set<String> listed(RawHttp.Answer answer, String header) {
        return Pattern.compile(", ")
                .splitAsStream(answer.header(header).orElseThrow())
                .collect(Collectors.toSet());
    }

    @Test
    void aPreflightIsAnsweredWithoutAToken() {
        RawHttp.Answer answer = preflight(PAGE).send();
        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.header("Access-Control-Allow-Origin")).contains(PAGE);
        assertThat(answer.header("Vary")).contains("Origin");
        assertThat(listed(answer, "Access-Control-Allow-Methods")).containsExactlyInAnyOrder("POST", "GET", "DELETE");
        assertThat(listed(answer, "Access-Control-Allow-Headers"))
                .containsExactlyInAnyOrder(
                        "Authorization",
                        "DPoP",
                        "Content-Type",
                        "Accept",
                        "Last-Event-ID",
                        "MCP-Protocol-Version",
                        "Mcp-Method",
                        "Mcp-Name",
                        "Mcp-Session-Id",
                        "Interlock-Task",
                        "Interlock-Lane-Credential",
                        "mcp-param-region");
        assertThat(answer.header("Access-Control-Allow-Credentials")).isEmpty();
        assertThat(answer.header("Access-Control-Max-Age")).isPresent();
        assertThat(answer.body()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example.com",
                "null",
                "*",
                "https://console.example.com.evil.example.com",
                "http://console.example.com",
                "https://console.example.com:8443",
                "https://CONSOLE.example.com",
                "https://console.example.com https://evil.example.com"
            })
    void otherOriginsAreRefused(String origin) {
        for (RawHttp request : List.of(
                preflight(origin), gateway.modern("erp", "tools/list", "", "").add("Origin", origin))) {
            RawHttp.Answer answer = request.send();
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.header("Access-Control-Allow-Origin")).isEmpty();
            assertThat(answer.header("Vary")).contains("Origin");
        }
    }

    @Test
    void whatAPageAsksItMayRead() {
        RawHttp good = gateway.modern("erp", "tools/list", "", "").add("Origin", PAGE);
        for (RawHttp request : List.of(good, good.with("Authorization", "Bearer nobody"), good.body("{"))) {
            RawHttp.Answer answer = request.send();
            assertThat(answer.header("Access-Control-Allow-Origin")).contains(PAGE);
            assertThat(listed(answer, "Access-Control-Expose-Headers"))
                    .containsExactlyInAnyOrder(
                            "Mcp-Session-Id", "WWW-Authenticate", "DPoP-Nonce", "Retry-After", "Allow");
            assertThat(answer.header("Vary")).contains("Origin");
            assertThat(answer.header("Access-Control-Allow-Credentials")).isEmpty();
        }
    }

    @Test
    void streamsToo() {
        RawHttp.Answer answer = gateway.modern(
                        "erp", "tools/call", "progress", "\"name\":\"progress\",\"arguments\":{},")
                .body(dev.interlock.server.fixture.Gateway.modernBody(
                                "tools/call", "\"name\":\"progress\",\"arguments\":{},")
                        .replace("\"_meta\":{", "\"_meta\":{\"progressToken\":1,"))
                .add("Origin", PAGE)
                .send();
        assertThat(answer.header("Content-Type").orElseThrow()).startsWith("text/event-stream");
        assertThat(answer.header("Access-Control-Allow-Origin")).contains(PAGE);
    }

    @Test
    void twoOriginsAreNone() {
        RawHttp.Answer answer =
                preflight(PAGE).add("Origin", "https://evil.example.com").send();
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.header("Access-Control-Allow-Origin")).isEmpty();
    }

    @Test
    void optionsAloneAskNothing() {
        assertThat(gateway.raw("erp").method("OPTIONS").send().status()).isEqualTo(405);
        assertThat(RawHttp.to(gateway.port(), "/mcp/erp")
                        .method("OPTIONS")
                        .send()
                        .status())
                .as("and nobody is answered who is nobody")
                .isEqualTo(401);
        assertThat(gateway.calls).isEmpty();
    }

    @Test
    void aCookieIsNoCredential() {
        assertThat(gateway.modern("erp", "tools/list", "", "")
                        .without("Authorization")
                        .add("Origin", PAGE)
                        .add("Cookie", "Authorization=Bearer token-a")
                        .send()
                        .status())
                .isEqualTo(401);
    }
}
