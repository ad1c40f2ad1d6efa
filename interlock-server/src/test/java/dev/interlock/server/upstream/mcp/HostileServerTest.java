package dev.interlock.server.upstream.mcp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.server.fixture.HostileServer;
import dev.interlock.server.fixture.Quiet;
import dev.interlock.server.json.Json;
import dev.interlock.server.json.JsonLimits;
import dev.interlock.server.upstream.CallOutcome;
import dev.interlock.server.upstream.EraChoice;
import dev.interlock.server.upstream.Timing;
import dev.interlock.server.upstream.UpstreamException;
import dev.interlock.server.upstream.http.HttpSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Servers that flood, stall and lie: the call ends in time, nobody takes it for done, and the connection is let go. */
class HostileServerTest {
    private static final int LIMIT = 256 << 10;
    private static final String RESULT =
            "{\"resultType\":\"complete\",\"content\":[{\"type\":\"text\",\"text\":\"paid\"}]}";
    private static final String JSON = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
    private static final String EVENTS = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";

    private static String done(String id) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":" + RESULT + "}";
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(ISO_8859_1));
        out.flush();
    }

    private static void forever(OutputStream out, String text) throws IOException {
        byte[] bytes = text.repeat(Math.max(1, 8_192 / text.length())).getBytes(ISO_8859_1);
        while (true) {
            out.write(bytes);
        }
    }

    private static byte[] zipped(String text) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new GZIPOutputStream(bytes)) {
            zip.write(text.getBytes(UTF_8));
        }
        return bytes.toByteArray();
    }

    static Map<String, HostileServer.Vice> vices() {
        Map<String, HostileServer.Vice> vices = new TreeMap<>();
        vices.put("comments without end", (id, out) -> {
            write(out, EVENTS);
            forever(out, ": still here\n\n");
        });
        vices.put("progress without end", (id, out) -> {
            write(out, EVENTS);
            forever(
                    out,
                    "data: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{\"progressToken\":1,\"progress\":1}}\n\n");
        });
        vices.put("answers to others without end", (id, out) -> {
            write(out, EVENTS);
            forever(out, "data: " + done("\"nobody\"") + "\n\n");
        });
        vices.put("questions without end", (id, out) -> {
            write(out, EVENTS);
            forever(out, "data: {\"jsonrpc\":\"2.0\",\"id\":\"q\",\"method\":\"roots/list\"}\n\n");
        });
        vices.put("one event without end", (id, out) -> {
            write(out, EVENTS + "data: {\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"x\":[");
            forever(out, "1,");
        });
        vices.put("one line of no field without end", (id, out) -> {
            write(out, EVENTS);
            forever(out, "x");
        });
        vices.put("an id of an event without end", (id, out) -> {
            write(out, EVENTS + "id: ");
            forever(out, "x");
        });
        vices.put("a body without end", (id, out) -> {
            write(out, JSON + "\r\n{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":{\"x\":[");
            forever(out, "1,");
        });
        vices.put("blanks without end", (id, out) -> {
            write(out, JSON + "\r\n");
            forever(out, " ");
        });
        vices.put("chunks without end", (id, out) -> {
            write(out, JSON + "Transfer-Encoding: chunked\r\n\r\n");
            forever(out, "1\r\n \r\n");
        });
        vices.put("head: headers without end", (id, out) -> {
            write(out, JSON);
            forever(out, "X-More: x\r\n");
        });
        vices.put("head: one header without end", (id, out) -> {
            write(out, JSON + "X-Long: ");
            forever(out, "x");
        });
        vices.put("head: interim responses without end", (id, out) -> forever(out, "HTTP/1.1 103 Early Hints\r\n\r\n"));
        vices.put("head: a status line without end", (id, out) -> {
            write(out, "HTTP/1.1 200 ");
            forever(out, "x");
        });
        vices.put("no http", (id, out) -> write(out, "SSH-2.0-OpenSSH_9.9\r\n\r\n"));
        vices.put("a stop in the body", (id, out) -> write(out, JSON + "Content-Length: 10000\r\n\r\n" + done(id)));
        vices.put("a stop in the head", (id, out) -> write(out, JSON));
        vices.put("a stop in an event", (id, out) -> write(out, EVENTS + "data: " + done(id) + "\n"));
        vices.put(
                "a stop in a chunk",
                (id, out) -> write(out, JSON + "Transfer-Encoding: chunked\r\n\r\nfff\r\n" + done(id)));
        vices.put("zipped", (id, out) -> {
            byte[] body = zipped(done(id));
            write(out, JSON + "Content-Encoding: gzip\r\nContent-Length: " + body.length + "\r\n\r\n");
            out.write(body);
        });
        vices.put("in utf-16", (id, out) -> {
            byte[] body = done(id).getBytes(java.nio.charset.StandardCharsets.UTF_16);
            write(
                    out,
                    "HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-16\r\nContent-Length: "
                            + body.length + "\r\n\r\n");
            out.write(body);
        });
        vices.put(
                "two lengths",
                (id, out) -> write(
                        out,
                        JSON + "Content-Length: 1\r\nContent-Length: " + done(id).length() + "\r\n\r\n" + done(id)));
        vices.put("a negative length", (id, out) -> write(out, JSON + "Content-Length: -5\r\n\r\n" + done(id)));
        vices.put(
                "a broken chunk",
                (id, out) ->
                        write(out, JSON + "Transfer-Encoding: chunked\r\n\r\nzz\r\n" + done(id) + "\r\n0\r\n\r\n"));
        vices.put("two answers in one body", (id, out) -> {
            String body = done(id) + done(id);
            write(out, JSON + "Content-Length: " + body.length() + "\r\n\r\n" + body);
        });
        vices.put("deep nesting", (id, out) -> {
            String body = done(id).replace("\"paid\"", "\"paid\",\"x\":" + "[".repeat(5_000) + "]".repeat(5_000));
            write(out, JSON + "Content-Length: " + body.length() + "\r\n\r\n" + body);
        });
        vices.put("a number of a billion digits", (id, out) -> {
            String body = done(id).replace("\"paid\"", "\"paid\",\"x\":1e999999999");
            write(out, JSON + "Content-Length: " + body.length() + "\r\n\r\n" + body);
        });
        vices.put(
                "a redirect to another host",
                (id, out) -> write(
                        out,
                        "HTTP/1.1 302 Found\r\nLocation: http://evil.example.com/mcp\r\nContent-Length: 0\r\n\r\n"));
        return vices;
    }

    @BeforeEach
    void quiet() {
        Quiet.on();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("names")
    void endsInTimeAndIsNoResult(String name) throws Exception {
        try (HostileServer server = new HostileServer(vices().get(name));
                McpUpstream upstream = McpUpstream.http(
                        "erp",
                        new HttpSettings(
                                server.endpoint(),
                                () -> Map.of("Authorization", "Bearer t"),
                                JsonLimits.answers().withMaxBytes(LIMIT)),
                        EraChoice.MODERN,
                        Timing.defaults().withCall(Duration.ofMillis(400)),
                        System::nanoTime)) {
            connect(upstream);
            CallOutcome outcome = upstream.call("pay", Json.object(), Json.object());
            assertThat(outcome).isInstanceOf(CallOutcome.Unknown.class);
            // The JDK's client gives up on a head that is none, but does not always close the connection.
            if (!name.startsWith("head:")) {
                assertThat(server.isDone()).as("the connection is let go").isTrue();
            }
        }
    }

    /** The time for an answer is short, and on a busy machine too short for a first one. */
    private static void connect(McpUpstream upstream) throws UpstreamException {
        for (int attempt = 1; ; attempt++) {
            try {
                upstream.listTools();
                return;
            } catch (UpstreamException e) {
                if (attempt == 50) {
                    throw e;
                }
            }
        }
    }

    static Set<String> names() {
        return vices().keySet();
    }
}
