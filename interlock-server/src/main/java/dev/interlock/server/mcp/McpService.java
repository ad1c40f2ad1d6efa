package dev.interlock.server.mcp;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Hangs the {@link McpDoor} into Helidon; register it at `/mcp`, and it answers at `/mcp/{server}`. */
public final class McpService implements HttpService {
    private final McpDoor door;
    private final Pulse pulse;

    public McpService(McpDoor door) {
        this.door = door;
        this.pulse = new Pulse(door.waiting().silence());
    }

    @Override
    public void afterStop() {
        door.close();
        pulse.close();
    }

    @Override
    public void routing(HttpRules rules) {
        rules.any("/{server}", this::handle);
    }

    private void handle(ServerRequest request, ServerResponse response) throws IOException {
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (Header header : request.headers()) {
            headers.computeIfAbsent(header.name(), name -> new ArrayList<>()).addAll(header.allValues());
        }
        EventStream events = new EventStream(response, pulse);
        Exchange.Reply reply = null;
        try {
            reply = door.handle(new Exchange.Inbound(
                    request.prologue().method().text(),
                    request.path().pathParameters().get("server"),
                    RequestHeaders.of(headers),
                    max -> body(request, max),
                    events));
        } finally {
            if (reply == null) {
                events.abandon();
            }
        }
        if (!ended(events, reply)) {
            send(reply, response);
        }
    }

    private static boolean ended(EventStream events, Exchange.Reply reply) throws IOException {
        try {
            return events.end(reply.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a caller is told the answer");
        }
    }

    private static void send(Exchange.Reply reply, ServerResponse response) {
        response.status(Status.create(reply.status()));
        // What is said here is for one caller and one moment.
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        reply.headers().forEach((name, value) -> response.header(HeaderNames.create(name), value));
        if (reply.body().isPresent()) {
            response.header(HeaderNames.CONTENT_TYPE, "application/json");
            response.send(reply.body().get());
        } else {
            response.send();
        }
    }

    private static byte[] body(ServerRequest request, int max) throws IOException {
        if (!request.content().hasEntity()) {
            return new byte[0];
        }
        try (InputStream in = request.content().inputStream()) {
            return in.readNBytes(max);
        }
    }
}
