package dev.interlock.cli.command.gateway;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.interlock.server.fixture.HttpFixture;
import dev.interlock.server.mcp.Era;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An MCP server that asks for a key, as hosted ones do: the fixture behind a door. */
final class KeyedServer implements AutoCloseable {

    private static final List<String> OWN =
            List.of("host", "connection", "content-length", "upgrade", "http2-settings");

    private final HttpFixture fixture = new HttpFixture(EnumSet.of(Era.MODERN));
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient client = HttpClient.newHttpClient();
    private final String key;
    private final HttpServer server;

    /** @param refusal the headers of a refusal */
    KeyedServer(String key, Map<String, String> refusal) throws IOException {
        this.key = key;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            refusal.forEach(exchange.getResponseHeaders()::set);
            answer(exchange, 404, new byte[0]);
        });
        server.createContext("/mcp", exchange -> {
            if (("Bearer " + key).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                pass(exchange);
            } else {
                refusal.forEach(exchange.getResponseHeaders()::set);
                answer(exchange, 401, new byte[0]);
            }
        });
        server.start();
    }

    URI endpoint() {
        return URI.create(origin() + "/mcp");
    }

    String origin() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Adds a document that anybody may read. */
    void document(String path, String text) {
        server.createContext(path, exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            answer(exchange, 200, text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        });
    }

    private void pass(HttpExchange exchange) throws IOException {
        var request = HttpRequest.newBuilder(fixture.endpoint())
                .method(
                        exchange.getRequestMethod(),
                        HttpRequest.BodyPublishers.ofByteArray(
                                exchange.getRequestBody().readAllBytes()));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!OWN.contains(name.toLowerCase(java.util.Locale.ROOT))) {
                request.header(name, values.getFirst());
            }
        });
        try {
            HttpResponse<byte[]> response = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            response.headers()
                    .firstValue("Content-Type")
                    .ifPresent(type -> exchange.getResponseHeaders().set("Content-Type", type));
            answer(exchange, response.statusCode(), response.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            answer(exchange, 503, new byte[0]);
        }
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        try (exchange) {
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            if (body.length > 0) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        client.shutdownNow();
        fixture.close();
    }

    /** Leaves out the key. */
    @Override
    public String toString() {
        return "KeyedServer" + (key.isEmpty() ? "" : "[...]");
    }
}
