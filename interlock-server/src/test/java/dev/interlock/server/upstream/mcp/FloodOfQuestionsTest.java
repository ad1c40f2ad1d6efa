package dev.interlock.server.upstream.mcp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.interlock.server.fixture.Quiet;
import dev.interlock.server.fixture.Trees;
import dev.interlock.server.fixture.Until;
import dev.interlock.server.json.Json;
import dev.interlock.server.upstream.CallOutcome;
import dev.interlock.server.upstream.EraChoice;
import dev.interlock.server.upstream.Timing;
import dev.interlock.server.upstream.http.HttpSettings;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A server that asks and asks, and listens to no answer, costs no more than so many connections. */
class FloodOfQuestionsTest {
    private static final int QUESTIONS = 2_000;

    private final AtomicInteger heard = new AtomicInteger();
    private final AtomicInteger atOnce = new AtomicInteger();
    private final CountDownLatch listens = new CountDownLatch(1);

    @Test
    void isNotAnsweredWithoutEnd() throws Exception {
        Quiet.on();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 4_096);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            server.setExecutor(threads);
            server.createContext("/", this::answer);
            server.start();
            var endpoint = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/mcp");
            try (McpUpstream upstream = McpUpstream.http(
                    "erp", HttpSettings.of(endpoint), EraChoice.MODERN, Timing.defaults(), System::nanoTime)) {
                // Each question has been answered, or is not, by the time the result is read.
                assertThat(upstream.call("pay", Json.object(), Json.object())).isInstanceOf(CallOutcome.Result.class);
                Until.is(atOnce::get, 64);
                // Another exchange, which takes longer than a connection that is being opened.
                assertThat(upstream.call("pay", Json.object().put("quiet", true), Json.object()))
                        .isInstanceOf(CallOutcome.Result.class);
                assertThat(atOnce.get()).isEqualTo(64);
                listens.countDown();
                Until.holds(() -> heard.get() >= 64);
                assertThat(upstream.listTools()).as("then it is told again").isEmpty();
            }
        } finally {
            listens.countDown();
            server.stop(0);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        ObjectNode message = Trees.object(exchange.getRequestBody().readAllBytes());
        String id = message.path("id").toString();
        switch (message.path("method").asText()) {
            case "server/discover" ->
                send(
                        exchange,
                        id,
                        "{\"resultType\":\"complete\",\"supportedVersions\":[\"2026-07-28\"],\"capabilities\":{}}");
            case "tools/list" -> send(exchange, id, "{\"resultType\":\"complete\",\"ttlMs\":60000,\"tools\":[]}");
            case "tools/call" -> call(exchange, message, id);
            default -> {
                atOnce.incrementAndGet();
                try {
                    listens.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                heard.incrementAndGet();
                exchange.sendResponseHeaders(202, -1);
                exchange.close();
            }
        }
    }

    private static void call(HttpExchange exchange, ObjectNode message, String id) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = exchange.getResponseBody()) {
            int questions = message.at("/params/arguments").has("quiet") ? 0 : QUESTIONS;
            for (int i = 0; i < questions; i++) {
                out.write(
                        ("data: {\"jsonrpc\":\"2.0\",\"id\":" + i + ",\"method\":\"ping\"}\n\n").getBytes(ISO_8859_1));
            }
            out.write(("data: {\"jsonrpc\":\"2.0\",\"id\":" + id
                            + ",\"result\":{\"resultType\":\"complete\",\"content\":[]}}\n\n")
                    .getBytes(UTF_8));
        }
    }

    private static void send(HttpExchange exchange, String id, String result) throws IOException {
        byte[] body = ("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":" + result + "}").getBytes(UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
