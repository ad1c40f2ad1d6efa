package dev.interlock.server.door.mcp.http;

import dev.interlock.server.door.RateLimiter;
import dev.interlock.server.door.mcp.request.Content;
import dev.interlock.server.door.mcp.request.EventStream;
import dev.interlock.server.door.mcp.request.Exchange;
import dev.interlock.server.door.mcp.request.KeepAlive;
import dev.interlock.server.http.server.Peer;
import dev.interlock.server.http.server.RequestHeaders;
import dev.interlock.server.http.server.Transfer;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InterruptedIOException;

/** Hangs the {@link McpDoor} into Helidon; register it at `/mcp`, and it answers at `/mcp/{server}`, and at
 * `/mcp` as the server without a name. */
public final class McpService implements HttpService {
    private static final Content NOTHING = new Content.Whole(new byte[0]);

    private final McpDoor door;
    private final Transfer transfer;
    private final KeepAlive keepAlive;

    public McpService(McpDoor door) {
        this(door, new Transfer());
    }

    /** @param transfer how long callers may take */
    public McpService(McpDoor door, Transfer transfer) {
        this.door = door;
        this.transfer = transfer;
        this.keepAlive = new KeepAlive(door.waiting().silence());
    }

    @Override
    public void afterStop() {
        door.close();
        keepAlive.close();
    }

    @Override
    public void routing(HttpRules rules) {
        rules.any("/", this::handle);
        rules.any("/{server}", this::handle);
    }

    private void handle(ServerRequest request, ServerResponse response) throws IOException {
        try (RateLimiter.Visit visit = door.visit()) {
            handle(request, response, Peer.headers(request), visit);
        }
    }

    private void handle(ServerRequest request, ServerResponse response, RequestHeaders read, RateLimiter.Visit visit)
            throws IOException {
        door.shared(read).forEach((name, value) -> response.header(HeaderNames.create(name), value));
        EventStream events = new EventStream(response, keepAlive);
        Exchange.Reply reply = null;
        try {
            reply = door.handle(new Exchange.Inbound(
                    request.prologue().method().text(),
                    server(request),
                    read,
                    Peer.presented(request, read),
                    max -> transfer.body(request, max),
                    visit,
                    events));
        } finally {
            if (reply == null) {
                events.abandon();
            }
        }
        try {
            if (!ended(events, reply)) {
                send(reply, request, response);
            }
        } finally {
            reply.body().ifPresent(Content::release);
        }
    }

    /** Returns the server's name as it is written: no name needs an escape, so an escaped one is none. */
    private static String server(ServerRequest request) {
        String path = request.prologue().uriPath().rawPath();
        return request.path().pathParameters().first("server").isPresent()
                ? path.substring(path.lastIndexOf('/') + 1)
                : "";
    }

    private boolean ended(EventStream events, Exchange.Reply reply) throws IOException {
        try {
            return events.end(reply.body(), transfer);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a caller is told the answer");
        }
    }

    private void send(Exchange.Reply reply, ServerRequest request, ServerResponse response) throws IOException {
        response.status(Status.create(reply.status()));
        // The reply is for one caller and one moment.
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        reply.headers().forEach((name, value) -> response.header(HeaderNames.create(name), value));
        if (reply.body().isPresent()) {
            response.header(HeaderNames.CONTENT_TYPE, "application/json");
        }
        switch (reply.body().orElse(NOTHING)) {
            case Content.Whole(byte[] bytes) -> transfer.send(request, response, bytes);
            case Content.Spooled spooled -> transfer.send(request, response, spooled.length(), spooled::writeTo);
        }
    }
}
