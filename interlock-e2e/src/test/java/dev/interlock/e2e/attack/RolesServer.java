package dev.interlock.e2e.attack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.interlock.server.fixture.Trees;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.Names;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A directory of roles, as a server of MCP (2025-11-25) below {@code /mcp} and as an API below {@code /api}. It creates roles, and purges
 * what it is asked to.
 */
final class RolesServer implements AutoCloseable {

    static final String DESCRIPTION = """
        openapi: 3.0.3
        info: {title: Roles, version: "1"}
        paths:
          /roles:
            post:
              operationId: createRole
              requestBody: {required: true, content: {application/json: {schema: {type: object, properties: {name: {type: string}}}}}}
              responses:
                '201': {description: Made., content: {application/json: {schema: {type: object, properties: {id: {type: string}}}}}}
            delete:
              operationId: dropRoles
              parameters: [{name: role, in: query, schema: {type: string}}]
              responses: {'200': {description: Gone.}}
          /purges:
            post:
              operationId: purgeRoles
              requestBody:
                required: true
                content:
                  application/json: {schema: {type: object, properties: {role: {type: string, nullable: true}}}}
              responses: {'200': {description: Gone.}}
          /sweeps:
            post:
              operationId: sweepRoles
              requestBody:
                required: true
                content:
                  application/json: {schema: {type: object, properties: {roles: {type: array, items: {type: string}}}}}
              responses: {'200': {description: Gone.}}
        """;

    private static final String TOOLS = """
        [{"name": "createRole", "inputSchema": {"type": "object", "properties": {"name": {"type": "string"}}}},
         {"name": "purgeRoles", "inputSchema": {"type": "object", "properties": {"role": {"type": ["string", "null"]}}}},
         {"name": "sweepRoles", "inputSchema": {"type": "object",
           "properties": {"roles": {"type": "array", "items": {"type": "string"}}}}}]
        """;

    private final HttpServer server;
    private final AtomicInteger created = new AtomicInteger();

    /** The roles that the server was asked to purge, as they came. */
    final List<String> purged = new CopyOnWriteArrayList<>();

    RolesServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/mcp", this::mcp);
        server.createContext("/api", this::api);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void mcp(HttpExchange exchange) throws IOException {
        if (!exchange.getRequestMethod().equals("POST")) {
            send(exchange, exchange.getRequestMethod().equals("DELETE") ? 204 : 405, "");
            return;
        }
        ObjectNode message = Trees.object(exchange.getRequestBody().readAllBytes());
        if (!message.has("id")) {
            send(exchange, 202, "");
            return;
        }
        String result = switch (message.path("method").asText()) {
            case Names.INITIALIZE -> """
                {"protocolVersion": "2025-11-25", "capabilities": {"tools": {}}, "serverInfo": {"name": "iam", "version": "1"}}
                """;
            case Names.TOOLS_LIST -> "{\"tools\": " + TOOLS + "}";
            case Names.TOOLS_CALL -> done(message.path("params"));
            default -> "";
        };
        ObjectNode answer = Json.object().put("jsonrpc", "2.0");
        answer.set("id", message.get("id"));
        if (result.isEmpty()) {
            answer.putObject("error").put("code", -32601).put("message", "no such method");
        } else {
            answer.set("result", Trees.object(result));
        }
        send(exchange, 200, answer.toString());
    }

    private String done(JsonNode params) {
        String structured = act(
                params.path("name").asText().equals("createRole"),
                params.path("arguments").toString());
        return "{\"content\": [], \"structuredContent\": " + structured + "}";
    }

    private void api(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        boolean creates = exchange.getRequestMethod().equals("POST")
                && exchange.getRequestURI().getPath().endsWith("/roles");
        send(exchange, creates ? 201 : 200, act(creates, exchange.getRequestURI() + " " + body));
    }

    /** Creates a role. */
    String create() {
        return "r-" + created.incrementAndGet();
    }

    private String act(boolean creates, String asked) {
        if (creates) {
            return "{\"id\": \"" + create() + "\"}";
        }
        purged.add(asked);
        return "{}";
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
