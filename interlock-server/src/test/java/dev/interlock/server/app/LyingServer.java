package dev.interlock.server.app;

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
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server of MCP (2025-11-25) whose tools have their effect first, and then answer as the argument {@code how} says: with an
 * error, with nonsense, late, or not at all.
 */
final class LyingServer implements AutoCloseable {

    private final HttpServer server;
    private final AtomicInteger effects = new AtomicInteger();
    private final AtomicInteger finds = new AtomicInteger();
    private final Map<String, String> paid = new ConcurrentHashMap<>();
    /** The mode in which {@code find} answers: {@code truth}, {@code found}, {@code both}, {@code loop}, {@code busy}, or its very answer. */
    volatile String finding = "truth";
    /** The answer to calls with the argument {@code mood}, which so can be the same call and be answered otherwise. */
    volatile String mood = "ok";

    private final Semaphore held = new Semaphore(0);
    private final AtomicInteger sessions = new AtomicInteger();
    private final Map<String, AtomicInteger> forgotten = new ConcurrentHashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    LyingServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/mcp", this::handle);
        server.start();
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/mcp");
    }

    /** Lets one call be answered that is held after its effect: its mode begins with {@code held}. */
    void release() {
        held.release();
    }

    /** The number of effects. */
    int effects() {
        return effects.get();
    }

    /** The number of times that it was asked what came of a payment. */
    int finds() {
        return finds.get();
    }

    private void handle(HttpExchange exchange) throws IOException {
        if (!exchange.getRequestMethod().equals("POST")) {
            send(exchange, exchange.getRequestMethod().equals("DELETE") ? 204 : 405, "");
            return;
        }
        ObjectNode message = Trees.object(exchange.getRequestBody().readAllBytes());
        String id = message.path("id").toString();
        switch (message.path("method").asText()) {
            case Names.INITIALIZE -> {
                exchange.getResponseHeaders().set(Names.HEADER_SESSION, "session-" + sessions.incrementAndGet());
                send(exchange, 200, result(id, """
                    {"protocolVersion":"2025-11-25","capabilities":{"tools":{}},"serverInfo":{"name":"bank","version":"1"}}\
                    """));
            }
            case Names.TOOLS_LIST -> send(exchange, 200, result(id, "{\"tools\":[" + tools() + "]}"));
            case Names.TOOLS_CALL -> call(exchange, id, message);
            default -> {
                if (message.has("id")) {
                    send(exchange, 200, error(id, -32601));
                } else {
                    send(exchange, 202, "");
                }
            }
        }
    }

    private static String tools() {
        var tools = Json.object().putArray("tools");
        for (String name : new String[] {"pay", "trusted", "distrusted", "again", "find"}) {
            ObjectNode tool = tools.addObject().put("name", name);
            tool.putObject("inputSchema").put("type", "object");
            tool.putObject("annotations").put("idempotentHint", name.equals("again"));
        }
        String list = tools.toString();
        return list.substring(1, list.length() - 1);
    }

    private void call(HttpExchange exchange, String id, ObjectNode message) throws IOException {
        String reference =
                message.path("params").path("arguments").path("reference").asText();
        if (message.path("params").path("name").asText().equals("find")) {
            find(exchange, id, reference);
            return;
        }
        String asked = message.path("params").path("arguments").path("how").asText();
        String how = asked.equals("mood") ? mood : asked;
        if (how.startsWith("before ")) {
            send(exchange, Integer.parseInt(how.substring(7)), "");
            return;
        }
        int number = effects.incrementAndGet();
        paid.put(reference, "P-" + number);
        if (how.startsWith("held ")) {
            held.acquireUninterruptibly();
            how = how.substring("held ".length());
        }
        String done = result(id, """
            {"content":[{"type":"text","text":"paid"}],"structuredContent":{"id":"P-%d"}}\
            """.formatted(number));
        String[] words = how.split(" ");
        switch (words[0]) {
            case "ok" -> send(exchange, 200, done);
            case "says" ->
                send(exchange, 200, result(id, "{\"content\":[],\"structuredContent\":" + how.substring(5) + "}"));
            case "rpc" -> send(exchange, 200, error(id, Integer.parseInt(words[1])));
            case "twice" -> {
                String error = error(id, Integer.parseInt(words[1]));
                exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
                send(exchange, 200, "data: " + error + "\n\ndata: " + error + "\n\n");
            }
            case "is-error" ->
                send(exchange, 200, result(id, "{\"isError\":true,\"content\":[{\"type\":\"text\",\"text\":\"no\"}]}"));
            case "no-id" -> send(exchange, 200, result(id, "{\"content\":[],\"structuredContent\":{}}"));
            case "two-ids" ->
                send(exchange, 200, result(id, "{\"content\":[],\"structuredContent\":{\"id\":[\"a\",\"b\"]}}"));
            case "other-id" ->
                send(exchange, 200, result(id, "{\"content\":[],\"structuredContent\":{\"id\":{\"a\":1}}}"));
            case "hang-up" -> exchange.close();
            case "late" -> {
                await();
                exchange.close();
            }
            case "challenge" -> {
                exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer realm=\"bank\"");
                send(exchange, 401, "");
            }
            case "plain" -> send(exchange, Integer.parseInt(words[1]), "");
            case "forget-once" -> forget(exchange, message, () -> send(exchange, 200, done));
            case "forget-then-422" -> forget(exchange, message, () -> send(exchange, 422, ""));
            case "forget-then-429" -> forget(exchange, message, () -> send(exchange, 429, ""));
            default ->
                send(
                        exchange,
                        Integer.parseInt(words[0]),
                        words.length > 1 ? error(id, Integer.parseInt(words[2])) : "");
        }
    }

    private void find(HttpExchange exchange, String id, String reference) throws IOException {
        finds.incrementAndGet();
        if (finding.startsWith("{")) {
            send(exchange, 200, found(id, finding));
            return;
        }
        String known = paid.get(reference);
        switch (finding) {
            case "busy" -> send(exchange, 429, "");
            case "loop" -> send(exchange, 200, found(id, "{\"state\":\"pending\"}"));
            case "both" -> send(exchange, 200, found(id, "{\"state\":\"found\",\"absent\":true,\"id\":\"P-1\"}"));
            case "found" -> send(exchange, 200, found(id, "{\"state\":\"found\",\"id\":\"P-1\"}"));
            default ->
                send(
                        exchange,
                        200,
                        found(
                                id,
                                known == null
                                        ? "{\"state\":\"none\",\"absent\":true}"
                                        : "{\"state\":\"found\",\"id\":\"" + known + "\"}"));
        }
    }

    private static String found(String id, String structured) {
        return result(id, "{\"content\":[],\"structuredContent\":" + structured + "}");
    }

    /** An answer. */
    private interface Answering {
        void send() throws IOException;
    }

    /** Forgets the session the first time that a tool is called, and answers the second time. */
    private void forget(HttpExchange exchange, ObjectNode message, Answering then) throws IOException {
        String tool = message.path("params").path("name").asText();
        if (forgotten.computeIfAbsent(tool, name -> new AtomicInteger()).incrementAndGet() % 2 == 1) {
            send(exchange, 404, "");
        } else {
            then.send();
        }
    }

    private void await() {
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String result(String id, String result) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":" + result.strip() + "}";
    }

    private static String error(String id, int code) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"error\":{\"code\":" + code + ",\"message\":\"no\"}}";
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        if (exchange.getResponseHeaders().getFirst("Content-Type") == null) {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
        }
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }

    @Override
    public void close() {
        closed.countDown();
        held.release(1_000);
        server.stop(0);
    }
}
