package dev.interlock.demo.erp;

import dev.interlock.server.json.Json;
import dev.interlock.server.json.JsonLimits;
import dev.interlock.server.mcp.ErrorCode;
import dev.interlock.server.mcp.HeaderValue;
import dev.interlock.server.mcp.Message;
import dev.interlock.server.mcp.MessageReader;
import dev.interlock.server.mcp.Names;
import dev.interlock.server.mcp.RpcError;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The loopback interface: MCP's streamable HTTP at {@code /mcp}, modern requests without, legacy ones with a session, never
 * streams; and the REST API beside it.
 */
final class HttpDoor implements AutoCloseable {
    private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1", "[::1]");

    /**
     * The logger of Helidon, whose greetings would drown what a test or a demo says. Held, for a logger that nobody holds forgets its
     * level.
     */
    private static final Logger HELIDON = Logger.getLogger("io.helidon");

    private final Protocol protocol;
    private final MessageReader reader = new MessageReader(JsonLimits.requests());
    private final Map<String, Protocol.Session> sessions = new ConcurrentHashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final WebServer server;

    /** @param port 0 for any that is free */
    HttpDoor(Protocol protocol, RestRoutes rest, int port) {
        this.protocol = protocol;
        HELIDON.setLevel(Level.WARNING);
        this.server = WebServer.builder()
                .host("127.0.0.1")
                .port(port)
                .shutdownHook(false)
                .routing(routing -> {
                    routing.post("/mcp", this::post)
                            .delete("/mcp", this::delete)
                            .get(
                                    "/mcp",
                                    (request, response) -> response.status(405).send());
                    rest.register(routing);
                })
                .build()
                .start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.port() + "/mcp");
    }

    private void post(ServerRequest request, ServerResponse response) throws IOException {
        if (header(request, "Origin").filter(origin -> !local(origin)).isPresent()) {
            response.status(403).send();
            return;
        }
        byte[] body;
        try (InputStream in = request.content().inputStream()) {
            body = in.readNBytes(reader.limits().maxBytes() + 1);
        }
        switch (reader.read(body)) {
            case MessageReader.Outcome.Refused refused ->
                send(response, Protocol.refused(refused.id(), refused.error()));
            case MessageReader.Outcome.Read(Message.Request asked)
            when Protocol.modern(asked) ->
                send(
                        response,
                        mismatch(request, asked).orElseGet(() -> protocol.handle(asked, new Protocol.Session())));
            case MessageReader.Outcome.Read(Message.Request asked)
            when asked.method().equals(Names.INITIALIZE) -> {
                Protocol.Session session = new Protocol.Session();
                Protocol.Reply reply = protocol.handle(asked, session);
                if (session.initialized()) {
                    String id = UUID.randomUUID().toString();
                    sessions.put(id, session);
                    response.header(Names.HEADER_SESSION, id);
                }
                send(response, reply);
            }
            case MessageReader.Outcome.Read(Message message) -> {
                Optional<String> id = header(request, Names.HEADER_SESSION);
                Protocol.Session session = id.map(sessions::get).orElse(new Protocol.Session());
                if (id.isPresent() && !session.initialized()) {
                    response.status(404).send();
                } else {
                    send(response, protocol.handle(message, session));
                }
            }
        }
    }

    /** Returns what is wrong with the headers of a modern request, if anything. */
    private static Optional<Protocol.Reply> mismatch(ServerRequest request, Message.Request asked) {
        String version = Json.string(asked.params().path("_meta"), Names.META_VERSION);
        String name = asked.method().equals(Names.TOOLS_CALL) ? Json.string(asked.params(), "name") : null;
        return differs(request, Names.HEADER_VERSION, version)
                .or(() -> differs(request, Names.HEADER_METHOD, asked.method()))
                .or(() -> name == null ? Optional.empty() : differs(request, Names.HEADER_NAME, name))
                .map(defect ->
                        Protocol.refused(Optional.of(asked.id()), RpcError.of(ErrorCode.HEADER_MISMATCH, defect)));
    }

    private static Optional<String> differs(ServerRequest request, String header, @Nullable String body) {
        Optional<String> sent = header(request, header).flatMap(HeaderValue::decode);
        if (sent.isPresent() && sent.get().equals(body)) {
            return Optional.empty();
        }
        return Optional.of(
                "header `" + header + "` does not match `" + body + "` in the body: send the same value in both");
    }

    private void delete(ServerRequest request, ServerResponse response) {
        boolean known =
                header(request, Names.HEADER_SESSION).map(sessions::remove).isPresent();
        response.status(known ? 204 : 404).send();
    }

    private void send(ServerResponse response, Protocol.Reply reply) {
        switch (reply) {
            case Protocol.Reply.Answer(byte[] json, int status) ->
                response.status(status)
                        .header(HeaderNames.CONTENT_TYPE, "application/json")
                        .send(json);
            case Protocol.Reply.Nothing nothing -> response.status(202).send();
            case Protocol.Reply.Silence silence -> {
                try {
                    closed.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    private static Optional<String> header(ServerRequest request, String name) {
        return request.headers().first(HeaderNames.create(name));
    }

    private static boolean local(String origin) {
        try {
            String host = URI.create(origin).getHost();
            return host != null && LOCAL.contains(host);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop();
    }
}
