package dev.interlock.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Answers every call with a canned result, and remembers with which headers it was asked. */
final class FakeGateway implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** One request: its method and headers. */
    record Asked(String method, Headers headers) {}

    private final HttpServer server;
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private volatile String result = "{}";
    private final AtomicInteger sessions = new AtomicInteger();

    FakeGateway() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/mcp/erp", this::answer);
        server.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/mcp/erp");
    }

    List<Asked> asked() {
        return List.copyOf(asked);
    }

    Asked last() {
        return asked.getLast();
    }

    void answerCallsWith(String json) {
        result = json;
    }

    private void answer(HttpExchange exchange) throws IOException {
        JsonNode message = JSON.readTree(exchange.getRequestBody());
        asked.add(new Asked(message.path("method").asText(), exchange.getRequestHeaders()));
        String given = switch (message.path("method").asText()) {
            case "server/discover" -> """
                        {"resultType": "complete", "supportedVersions": ["2026-07-28"], "capabilities": {"tools": {}},
                         "ttlMs": 0, "cacheScope": "private"}""";
            case "initialize" -> {
                exchange.getResponseHeaders().add("Mcp-Session-Id", "session-" + sessions.incrementAndGet());
                yield """
                        {"protocolVersion": "2025-11-25", "capabilities": {"tools": {}},
                         "serverInfo": {"name": "fake", "version": "1"}}""";
            }
            case "tools/list" -> """
                        {"resultType": "complete", "ttlMs": 60000, "cacheScope": "private", "tools": [
                          {"name": "pay", "inputSchema": {"type": "object"}}]}""";
            default -> result;
        };
        if (!message.has("id")) {
            exchange.sendResponseHeaders(message.has("method") ? 202 : 204, -1);
            exchange.close();
            return;
        }
        ObjectNode response = JSON.createObjectNode().put("jsonrpc", "2.0");
        response.set("id", message.get("id"));
        response.set("result", JSON.readTree(given));
        byte[] body = response.toString().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
