package dev.interlock.server.door.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.server.fixture.RawHttp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused before anybody asks what a request is about. */
class DoorGuardTest extends DoorTestBase {
    private RawHttp good() {
        return gateway.modern("erp", "tools/call", "echo", "\"name\":\"echo\",\"arguments\":{\"text\":\"x\"},");
    }

    private void refused(RawHttp request, int status, String message) {
        RawHttp.Answer answer = request.send();
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.errorMessage()).contains(message);
        assertThat(gateway.calls).isEmpty();
        assertThat(modernFixture.tools.seen)
                .noneMatch(seen -> seen.path("method").asText().equals("tools/call"));
    }

    @Test
    void aGoodRequestPasses() {
        assertThat(good().send().status()).isEqualTo(200);
        assertThat(gateway.calls).hasSize(1);
        assertThat(gateway.refusals).isEmpty();
    }

    @Test
    void unknownCallersAreChallenged() {
        RawHttp.Answer answer = good().without("Authorization").send();
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("WWW-Authenticate")).contains("Bearer realm=\"interlock\"");
        RawHttp.Answer wrong = good().with("Authorization", "Bearer nobody").send();
        assertThat(wrong.status()).isEqualTo(401);
        assertThat(wrong.header("WWW-Authenticate").orElseThrow()).contains("error=\"invalid_token\"");
        assertThat(new String(wrong.body(), java.nio.charset.StandardCharsets.UTF_8))
                .doesNotContain("nobody");
        assertThat(gateway.calls).isEmpty();
    }

    @Test
    void unknownCallersLearnNothingAboutServers() {
        assertThat(gateway.raw("nothing").without("Authorization").send().status())
                .isEqualTo(401);
        refused(gateway.raw("nothing"), 404, "no server of that name");
    }

    @Test
    void configuredOriginsPass() {
        assertThat(good().add("Origin", "https://console.example.com").send().status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST:99", "127.0.0.1:1", "[::1]:80"})
    void loopbackNamesPass(String host) {
        assertThat(good().with("Host", host).send().status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "Authorization,Bearer token-b",
        "MCP-Protocol-Version,2025-11-25",
        "mcp-method,tools/list",
        "MCP-NAME,other",
        "Mcp-Session-Id,s",
        "Content-Type,text/plain",
        "Interlock-Task,t",
        "Mcp-Param-Region,eu"
    })
    void headersThatMatterOccurOnce(String name, String value) {
        RawHttp request = good();
        RawHttp once =
                name.matches("Mcp-Session-Id|Interlock-Task|Mcp-Param-Region") ? request.add(name, "first") : request;
        refused(once.add(name, value), 400, "occurs more than once");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/json; charset=utf-16",
                "application/jsonx",
                "application/x-www-form-urlencoded"
            })
    void otherContentIsRefused(String type) {
        refused(good().with("Content-Type", type), 415, "is not accepted");
    }

    @Test
    void contentWithoutATypeIsRefused() {
        refused(good().without("Content-Type"), 415, "is not accepted");
    }

    @Test
    void charsetUtf8Passes() {
        assertThat(good().with("Content-Type", "Application/JSON; charset=UTF-8")
                        .send()
                        .status())
                .isEqualTo(200);
    }

    @Test
    void encodedContentIsRefused() {
        RawHttp.Answer answer = good().add("Content-Encoding", "gzip").send();
        // The web server refuses the encodings that it knows nothing about, before the door sees them.
        assertThat(answer.status()).isIn(400, 415);
        assertThat(gateway.calls).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "text/event-stream", "text/html"})
    void clientsMustTakeBothForms(String accept) {
        refused(good().with("Accept", accept), 406, "`Accept` must list");
    }

    @Test
    void clientsThatTakeAnythingPass() {
        assertThat(good().with("Accept", "*/*").send().status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{|-32700|not JSON",
                "''|-32700|empty",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"method\":\"ping\"}|-32600|occurs twice",
                "[]|-32600|batches",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}|-32600|send `initialize` first",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"arguments\":{\"x\":1e99999}}}|-32600|digits",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"arguments\":{\"x\":NaN}}}|-32700|not"
                        + " JSON"
            })
    void brokenMessagesAreRefused(String body, int code, String message) {
        RawHttp.Answer answer = good().body(body).send();
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.errorCode()).isEqualTo(code);
        assertThat(answer.errorMessage()).contains(message);
        assertThat(gateway.calls).isEmpty();
    }

    @Test
    void tooDeepIsRefused() {
        String deep = "[".repeat(70) + "]".repeat(70);
        refused(
                good().body("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"a\":" + deep + "}}"),
                400,
                "64 levels");
    }

    @Test
    void whatAKnownCallerIsRefusedIsHeardOf() {
        good().with("Mcp-Name", "other").send();
        assertThat(gateway.refusals)
                .singleElement()
                .satisfies(error -> assertThat(error.code()).isEqualTo(-32020));
    }
}
