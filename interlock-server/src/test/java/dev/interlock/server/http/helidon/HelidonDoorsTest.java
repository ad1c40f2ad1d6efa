package dev.interlock.server.http.helidon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.server.fixture.Quiet;
import dev.interlock.server.fixture.RawHttp;
import dev.interlock.server.http.server.Body;
import dev.interlock.server.http.server.Door;
import dev.interlock.server.http.server.EventOutput;
import dev.interlock.server.http.server.Reply;
import dev.interlock.server.http.server.Request;
import dev.interlock.server.http.server.Route;
import dev.interlock.server.http.server.RouteTable;
import dev.interlock.server.json.Json;
import dev.interlock.server.setting.Listen;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests and replies on their way between the wire and a door. */
class HelidonDoorsTest {

    private static final String LONG = "x".repeat(100_000);

    private Optional<RunningListener> listener = Optional.empty();
    private final CountDownLatch afterwards = new CountDownLatch(1);

    private int serve(Door door) throws IOException {
        Quiet.on();
        var routes = new RouteTable(List.of(Route.any("/door/*", door)));
        listener = Optional.of(Listener.of(1_000_000).start(new Listen("127.0.0.1", 0), routes, Optional.empty()));
        return listener.get().port();
    }

    @AfterEach
    void stop() {
        listener.ifPresent(RunningListener::stop);
    }

    private static RawHttp request(int port, String target) {
        return RawHttp.to(port, target);
    }

    @Test
    void aRequestComesAsItWasSent() throws Exception {
        int port = serve(request -> Reply.text(
                200,
                String.join(
                        "|",
                        request.method(),
                        request.path(),
                        request.query(),
                        request.headers().all("x-one").toString(),
                        request.headers().all("X-Two").toString(),
                        new String(request.body(5), UTF_8),
                        request.client().toString())));
        RawHttp.Answer answer = request(port, "/door/a%20b?c=%64&e+f")
                .method("PATCH")
                .add("X-One", " 1, 2 ")
                .add("x-two", "3")
                .add("X-TWO", "4")
                .body("123456")
                .send();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(new String(answer.body(), UTF_8))
                .isEqualTo("PATCH|/door/a%20b|c=%64&e+f|[1, 2]|[3, 4]|12345|Optional.empty");
    }

    @Test
    void aReplyIsNotStoredUnlessItSaysSo() throws Exception {
        int port = serve(request -> request.path().endsWith("published")
                ? Reply.json(200, Json.object().put("a", 1)).with("Cache-Control", "public")
                : Reply.json(418, Json.object().put("a", 1)).with("X-Own", "b"));
        RawHttp.Answer answer = request(port, "/door/other").send();
        assertThat(answer.status()).isEqualTo(418);
        assertThat(answer.headers())
                .containsEntry("cache-control", "no-store")
                .containsEntry("x-content-type-options", "nosniff")
                .containsEntry("content-type", "application/json")
                .containsEntry("x-own", "b");
        assertThat(new String(answer.body(), UTF_8)).isEqualTo("{\"a\":1}");
        assertThat(request(port, "/door/published").send().header("cache-control"))
                .contains("public");
    }

    @Test
    void whereNoDoorIsNothingIsAnswered() throws Exception {
        int port = serve(request -> Reply.empty(200));
        assertThat(request(port, "/doors").send().status()).isEqualTo(404);
    }

    @Test
    void aDoorThatFailsIsAnsweredForAndTheNextRequestIsServed() throws Exception {
        int port = serve(request -> {
            if (request.path().endsWith("io")) {
                throw new IOException("secret");
            }
            throw new IllegalStateException("secret");
        });
        for (String path : List.of("/door/io", "/door/state")) {
            RawHttp.Answer answer = request(port, path).send();
            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.text()).doesNotContain("secret");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aLongBodyIsWrittenAsItIsSent(boolean exact) throws Exception {
        byte[] half = LONG.substring(LONG.length() / 2).getBytes(UTF_8);
        int port = serve(request -> Reply.jsonBody(200, new Body.Written(exact ? LONG.length() : 7, exact, out -> {
                    out.write(half);
                    out.write(half);
                }))
                .then(afterwards::countDown));
        RawHttp.Answer answer = request(port, "/door").send();
        assertThat(new String(answer.body(), UTF_8)).isEqualTo(LONG);
        assertThat(answer.header("content-length").isPresent()).isEqualTo(exact);
        assertThat(afterwards.await(60, TimeUnit.SECONDS)).isTrue();
    }

    /** A body that the client does not expect would be taken for the beginning of the next response. */
    @ParameterizedTest
    @ValueSource(strings = {"HEAD /door/200", "HEAD /door/long", "GET /door/204", "GET /door/304"})
    void aResponseWithoutBodyHasNone(String first) throws Exception {
        int port = serve(request -> switch (request.path()) {
            case "/door/204" -> Reply.text(204, "hidden");
            case "/door/304" -> Reply.text(304, "hidden");
            case "/door/long" ->
                Reply.jsonBody(200, new Body.Written(6, true, out -> out.write("hidden".getBytes(UTF_8))));
            default -> Reply.text(200, "hidden");
        });
        String rest = " HTTP/1.1\r\nHost: 127.0.0.1\r\n";
        String answered = exchange(port, first + rest + "\r\n" + "GET /door/last" + rest + "\r\n");
        assertThat(answered.split("\r\n\r\n", -1))
                .as("two heads and one body")
                .satisfiesExactly(
                        head -> assertThat(head)
                                .startsWith("HTTP/1.1 " + (first.startsWith("HEAD") ? "200" : first.substring(10))),
                        head -> assertThat(head).startsWith("HTTP/1.1 200"),
                        body -> assertThat(body).isEqualTo("hidden"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "POST"})
    void aConnectionThatTheClientWantsClosedIsClosed(String method) throws Exception {
        int port = serve(request -> Reply.text(200, "shown"));
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(30_000);
            String asked =
                    method + " /door/a HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
            socket.getOutputStream().write(asked.getBytes(UTF_8));
            String answered = new String(socket.getInputStream().readAllBytes(), UTF_8);
            assertThat(answered).startsWith("HTTP/1.1 200").containsIgnoringCase("\r\nconnection: close\r\n");
        }
    }

    /** What comes for these bytes until the connection ends. */
    private static String exchange(int port, String bytes) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write(bytes.getBytes(UTF_8));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    @Test
    void eventsAreSentAsTheyAreTold() throws Exception {
        int port = serve(request -> {
            try (EventOutput out = request.events(Map.of("X-Own", "a"))) {
                out.write(EventOutput.ALIVE);
                out.writeInTime(EventOutput.event("{\"n\":1}".getBytes(UTF_8)));
                out.writeInTime(7, line -> line.write("{\"n\":2}".getBytes(UTF_8)));
            }
            return Reply.streamed();
        });
        RawHttp.Answer answer = request(port, "/door").send();
        assertThat(answer.headers())
                .containsEntry("content-type", "text/event-stream")
                .containsEntry("cache-control", "no-store")
                .containsEntry("x-accel-buffering", "no")
                .containsEntry("x-own", "a");
        assertThat(new String(answer.body(), UTF_8)).isEqualTo(": alive\n\ndata: {\"n\":1}\n\ndata: {\"n\":2}\n\n");
    }

    /** A body that a stream left unread must not be taken for the next request, which a proxy before this has not seen. */
    @ParameterizedTest
    @ValueSource(strings = {"Connection: close", "Expect: 100-continue", "X-Other: 1"})
    void theBodyBesideAStreamIsNoRequest(String header) throws Exception {
        var asked = new ConcurrentLinkedQueue<String>();
        int port = serve(request -> {
            asked.add(request.path());
            try (EventOutput out = request.events(Map.of())) {
                out.write(EventOutput.ALIVE);
            }
            return Reply.streamed();
        });
        String hidden = "POST /door/hidden HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\n\r\n";
        String answered = exchange(
                port,
                "GET /door/stream HTTP/1.1\r\nHost: 127.0.0.1\r\n" + header + "\r\nContent-Length: " + hidden.length()
                        + "\r\n\r\n" + hidden);
        assertThat(answered).contains("HTTP/1.1 200", ": alive");
        assertThat(asked).containsExactly("/door/stream");
    }

    @Test
    void aStreamThatBreaksOffDoesNotEndAsIfItWereWhole() throws Exception {
        int port = serve(HelidonDoorsTest::broken);
        assertThat(exchange(port, "POST /door HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"))
                .contains(": alive")
                .doesNotEndWith("0\r\n\r\n");
    }

    private static Reply broken(Request request) throws IOException {
        request.events(Map.of()).write(EventOutput.ALIVE);
        throw new IllegalStateException("a bug");
    }
}
