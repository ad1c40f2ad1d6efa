package dev.interlock.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.fixture.Leaks;
import dev.interlock.server.fixture.Trees;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.Era;
import dev.interlock.server.mcp.HeaderValue;
import dev.interlock.server.mcp.Message;
import dev.interlock.server.mcp.Names;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A client over HTTP that judges every message it is sent, answers whatever it is asked, and knows nothing of our own code
 * but how JSON is read. Thread-safe.
 */
final class JudgingClient implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Map<String, String> NAMED =
            Map.of("tools/call", "name", "prompts/get", "name", "resources/read", "uri");

    private final URI endpoint;
    private final String token;
    private final Era era;
    private final HttpClient http = HttpClient.newHttpClient();
    private final AtomicInteger ids = new AtomicInteger();
    private volatile Optional<String> session = Optional.empty();

    /** Capabilities that it declares; in the legacy era until the session begins. */
    volatile ObjectNode capabilities =
            Trees.object("{\"elicitation\":{\"form\":{},\"url\":{}},\"sampling\":{},\"roots\":{}}");

    /** Whatever came that is no response, by any stream. */
    final BlockingQueue<ObjectNode> told = new LinkedBlockingQueue<>();

    /** Methods of the questions that it was asked. */
    final List<String> asked = new CopyOnWriteArrayList<>();

    JudgingClient(URI endpoint, String token, Era era) {
        this.endpoint = endpoint;
        this.token = token;
        this.era = era;
    }

    /** Begins: a session in the legacy era, a discovery in the modern one. */
    ObjectNode begin() {
        if (era == Era.MODERN) {
            return ask(Names.DISCOVER, Json.object());
        }
        ObjectNode params = Trees.object(
                "{\"protocolVersion\":\"2025-11-25\",\"clientInfo\":{\"name\":\"ear\",\"version\":\"1\"}}");
        params.set("capabilities", capabilities);
        ObjectNode answer = ask(Names.INITIALIZE, params);
        send(Message.notification(Names.INITIALIZED, Json.object()), Json.object());
        return answer;
    }

    /** The last response to a request: what is asked for on the way is given. */
    ObjectNode ask(String method, ObjectNode params) {
        ObjectNode sent = params.deepCopy();
        while (true) {
            JsonNode id = Json.id(ids.incrementAndGet());
            ObjectNode response = exchange(request(id, method, sent), id);
            Judge.answered(era, method, response);
            JsonNode result = response.path("result");
            if (!result.path("resultType").asText().equals("input_required")) {
                return response;
            }
            ObjectNode responses = sent.putObject("inputResponses");
            result.path("inputRequests").properties().forEach(one -> {
                asked.add(one.getValue().path("method").asText());
                responses.set(one.getKey(), answer(one.getValue()));
            });
            sent.remove("requestState");
            if (result.has("requestState")) {
                sent.set("requestState", result.get("requestState"));
            }
        }
    }

    private ObjectNode request(JsonNode id, String method, ObjectNode params) {
        if (era == Era.LEGACY) {
            return Message.request(id, method, params);
        }
        ObjectNode complete = params.deepCopy();
        ObjectNode meta = complete.get("_meta") instanceof ObjectNode given ? given : complete.putObject("_meta");
        meta.put(Names.META_VERSION, "2026-07-28");
        meta.set(Names.META_CAPABILITIES, capabilities);
        meta.putObject(Names.META_CLIENT).put("name", "ear").put("version", "1");
        return Message.request(id, method, complete);
    }

    private ObjectNode exchange(ObjectNode message, JsonNode id) {
        HttpResponse<InputStream> response = send(message, message.path("params"));
        response.headers().firstValue(Names.HEADER_SESSION).ifPresent(given -> session = Optional.of(given));
        try (InputStream body = response.body()) {
            if (!response.headers().firstValue("Content-Type").orElse("").startsWith("text/event-stream")) {
                byte[] all = body.readAllBytes();
                Leaks.RUN.seen("answer", new String(all, UTF_8));
                return Trees.object(all);
            }
            return read(body, id);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads events until the response to this id. */
    private ObjectNode read(InputStream events, JsonNode id) throws IOException {
        var lines = new BufferedReader(new InputStreamReader(events, UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            Leaks.RUN.seen("stream", line);
            if (line.startsWith("data:") && !line.substring(5).isBlank()) {
                ObjectNode message = Trees.object(line.substring(5));
                if (!message.has("method") && id.equals(message.get("id"))) {
                    return message;
                }
                hear(message);
            }
        }
        throw new AssertionError("the stream ended without a response to " + id);
    }

    private void hear(ObjectNode message) {
        Judge.sent(era, message);
        told.add(message);
        if (message.has("id")) {
            asked.add(message.path("method").asText());
            send(Message.result(message.get("id"), answer(message)), Json.object());
        }
    }

    private static ObjectNode answer(JsonNode question) {
        return Trees.object(
                switch (question.path("method").asText()) {
                    case "elicitation/create" ->
                        "{\"action\":\"accept\",\"content\":"
                                + filled(question.at("/params/requestedSchema/properties")) + "}";
                    case "sampling/createMessage" ->
                        "{\"role\":\"assistant\",\"model\":\"none\",\"content\":{\"type\":\"text\",\"text\":\"yes\"}}";
                    case "roots/list" -> "{\"roots\":[{\"uri\":\"file:///srv\",\"name\":\"srv\"}]}";
                    default -> throw new AssertionError("nobody is asked `" + question.path("method") + "`");
                });
    }

    /** The answers that the form asks for, and nothing else. */
    private static ObjectNode filled(JsonNode asked) {
        ObjectNode all = Trees.object("{\"name\":\"Ann\",\"color\":\"red\",\"ok\":true}");
        ObjectNode filled = Json.object();
        all.properties().forEach(each -> {
            if (asked.has(each.getKey())) {
                filled.set(each.getKey(), each.getValue());
            }
        });
        return filled;
    }

    /** Hears whatever comes on a stream that belongs to no call, until it is closed. */
    void listen(ObjectNode filter) {
        JsonNode id = Json.id(ids.incrementAndGet());
        HttpResponse<InputStream> response;
        if (era == Era.MODERN) {
            ObjectNode params = Json.object();
            params.set("notifications", filter);
            response = send(request(id, "subscriptions/listen", params), Json.object());
        } else {
            response = send(builder().GET().setHeader("Accept", "text/event-stream"));
        }
        Thread.ofVirtual().start(() -> {
            try (InputStream body = response.body()) {
                Judge.answered(era, "subscriptions/listen", read(body, id));
            } catch (IOException | AssertionError e) {
                told.add(Json.object().put("method", "closed").put("why", String.valueOf(e.getMessage())));
            }
        });
    }

    /** Waits for a notification with this method, and passes over others. */
    ObjectNode awaitTold(String method) throws InterruptedException {
        return told(method, 120).orElseThrow(() -> new AssertionError("nothing was heard of `" + method + "`"));
    }

    /** The next notification with this method, if no pause between notifications is longer than so many seconds; others are passed over. */
    Optional<ObjectNode> told(String method, int seconds) throws InterruptedException {
        for (ObjectNode next = told.poll(seconds, TimeUnit.SECONDS);
                next != null;
                next = told.poll(seconds, TimeUnit.SECONDS)) {
            if (next.path("method").asText().equals(method)) {
                return Optional.of(next);
            }
        }
        return Optional.empty();
    }

    /** Calls a tool that reports progress and then waits; gives up as soon as it has begun, in the way of its era. */
    void giveUp(String tool) throws IOException {
        JsonNode id = Json.id(ids.incrementAndGet());
        ObjectNode params = Json.object().put("name", tool);
        params.putObject("_meta").put("progressToken", "given-up");
        ObjectNode message = request(id, "tools/call", params);
        try (InputStream events = send(message, params).body()) {
            var lines = new BufferedReader(new InputStreamReader(events, UTF_8));
            String line = lines.readLine();
            while (line != null && !line.startsWith("data: {")) {
                line = lines.readLine();
            }
            if (era == Era.LEGACY) {
                ObjectNode given = Json.object().put("reason", "enough");
                given.set("requestId", id);
                send(Message.notification(Names.CANCELLED, given), Json.object());
            }
        }
    }

    private HttpResponse<InputStream> send(ObjectNode message, JsonNode params) {
        HttpRequest.Builder post = builder().POST(HttpRequest.BodyPublishers.ofByteArray(Json.bytes(message)));
        post.setHeader("Accept", "application/json, text/event-stream");
        if (era == Era.MODERN) {
            String method = message.path("method").asText();
            post.setHeader(Names.HEADER_METHOD, method);
            String named = params.path(NAMED.getOrDefault(method, "taskId")).asText();
            if (!named.isEmpty()) {
                post.setHeader(Names.HEADER_NAME, HeaderValue.encode(named));
            }
            JsonNode region = params.path("arguments").get("region");
            if (region != null) {
                post.setHeader("Mcp-Param-Region", HeaderValue.encode(region.asText()));
            }
        }
        return send(post);
    }

    private HttpRequest.Builder builder() {
        HttpRequest.Builder request = HttpRequest.newBuilder(endpoint)
                .timeout(PATIENCE)
                .setHeader("Authorization", "Bearer " + token)
                .setHeader("Content-Type", "application/json")
                .setHeader(Names.HEADER_VERSION, era == Era.MODERN ? "2026-07-28" : "2025-11-25");
        session.ifPresent(given -> request.setHeader(Names.HEADER_SESSION, given));
        return request;
    }

    private HttpResponse<InputStream> send(HttpRequest.Builder request) {
        try {
            HttpResponse<InputStream> response = http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            Leaks.RUN.seen("headers", response.headers().map().toString());
            return response;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
