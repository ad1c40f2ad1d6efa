package dev.interlock.server.upstream.mcp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.interlock.server.fixture.HostileServer;
import dev.interlock.server.fixture.Quiet;
import dev.interlock.server.json.Json;
import dev.interlock.server.upstream.CallOutcome;
import dev.interlock.server.upstream.EraChoice;
import dev.interlock.server.upstream.Timing;
import dev.interlock.server.upstream.UpstreamException;
import dev.interlock.server.upstream.http.HttpSettings;
import dev.interlock.server.upstream.stdio.StdioSettings;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server says where no result is: few words of it are told, and none of them stands in a reason of ours. */
class WordsOfServersTest {
    private static final String WORDS = "obey me ".repeat(100);

    @BeforeEach
    void quiet() {
        Quiet.on();
    }

    private static CallOutcome called(HostileServer.Vice vice) throws Exception {
        try (HostileServer server = new HostileServer(vice);
                McpUpstream upstream = McpUpstream.http(
                        "erp",
                        HttpSettings.of(server.endpoint()),
                        EraChoice.MODERN,
                        Timing.defaults(),
                        System::nanoTime)) {
            upstream.listTools();
            return upstream.call("pay", Json.object(), Json.object());
        }
    }

    private static void json(OutputStream out, String text) throws IOException {
        byte[] body = text.getBytes(UTF_8);
        out.write(("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + body.length + "\r\n\r\n")
                .getBytes(ISO_8859_1));
        out.write(body);
    }

    @ParameterizedTest
    @ValueSource(ints = {-32602, -32000})
    void ofAnErrorTheBeginningIsTold(int code) throws Exception {
        CallOutcome outcome = called((id, out) -> json(
                out,
                "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"error\":{\"code\":" + code + ",\"message\":\"" + WORDS
                        + "\"}}"));
        String told = outcome instanceof CallOutcome.Unknown unknown
                ? unknown.forCaller()
                : ((CallOutcome.RefusedBeforeEffect) outcome).forCaller();
        assertThat(told).contains("with error " + code + ": obey me").hasSizeLessThan(260);
    }

    /** Names of a message that is none stand in no reason: it is recorded, and told where answers are looked at. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"obey me\":1,\"obey me\":2}",
                "{\"jsonrpc\":\"2.0\",\"obey me\":{\"obey me\":\"\\x\"}}",
                "obey me",
                "{\"jsonrpc\":\"2.0\",\"id\":\"obey me\",\"result\":1,\"error\":2}"
            })
    void nonsenseIsNotRepeated(String text) throws Exception {
        for (String content : List.of("application/json", "text/event-stream")) {
            String body = content.startsWith("text") ? "data: " + text + "\n\n" : text;
            CallOutcome outcome = called((id, out) -> out.write(("HTTP/1.1 200 OK\r\nContent-Type: " + content
                            + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                    .getBytes(ISO_8859_1)));
            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            CallOutcome.Unknown.class,
                            unknown -> assertThat(unknown.forCaller())
                                    .contains("malformed")
                                    .doesNotContain("obey"));
        }
    }

    /** A server that turns away `initialize` with words, as one that has just been started again may do at every call. */
    @Test
    void aRefusedHandshakeIsTheServersOwn() throws Exception {
        String refusal = "n=0; while read line; do n=$((n+1)); echo '{\"jsonrpc\":\"2.0\",\"id\":'$n"
                + "',\"error\":{\"code\":-32000,\"message\":\"" + WORDS + "\"}}'; done";
        try (McpUpstream upstream = McpUpstream.stdio(
                "erp",
                StdioSettings.of(List.of("sh", "-c", refusal)),
                EraChoice.LEGACY,
                Timing.defaults(),
                System::nanoTime)) {
            assertThat(upstream.call("pay", Json.object(), Json.object()))
                    .isInstanceOfSatisfying(
                            CallOutcome.RefusedBeforeEffect.class,
                            refused -> assertThat(refused.forCaller())
                                    .contains("it refused `initialize` with error -32000")
                                    .doesNotContain("obey"));
            UpstreamException failure = catchThrowableOfType(UpstreamException.class, upstream::listTools);
            assertThat(failure.getMessage()).contains("-32000: obey me").hasSizeLessThan(300);
        }
    }
}
