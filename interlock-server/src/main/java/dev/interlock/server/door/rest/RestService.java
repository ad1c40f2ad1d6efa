package dev.interlock.server.door.rest;

import dev.interlock.server.door.RateLimiter;
import dev.interlock.server.http.server.Peer;
import dev.interlock.server.http.server.RequestHeaders;
import dev.interlock.server.http.server.Transfer;
import dev.interlock.server.upstream.rest.Payload;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;

/** Hangs the {@link RestDoor} into Helidon, at {@code /rest}. */
public final class RestService {

    private final RestDoor door;
    private final Transfer transfer;

    /** @param transfer how long callers may take */
    public RestService(RestDoor door, Transfer transfer) {
        this.door = door;
        this.transfer = transfer;
    }

    /** Registers the paths of the door. */
    public void register(HttpRouting.Builder routing) {
        routing.any("/rest", this::handle).any("/rest/*", this::handle);
    }

    private void handle(ServerRequest request, ServerResponse response) throws IOException {
        RequestHeaders read = Peer.headers(request);
        RestExchange.Reply reply;
        try (RateLimiter.Visit visit = door.visit()) {
            reply = door.handle(new RestExchange.Inbound(
                    request.prologue().method().text(),
                    request.prologue().uriPath().rawPath(),
                    request.prologue().hasQuery() ? request.prologue().query().rawValue() : "",
                    read,
                    Peer.presented(request, read),
                    max -> transfer.body(request, max),
                    visit));
        }
        try {
            send(reply, request, response);
        } finally {
            reply.body().release();
        }
    }

    private void send(RestExchange.Reply reply, ServerRequest request, ServerResponse response) throws IOException {
        response.status(Status.create(reply.status()));
        // The reply is for one caller and one moment, and nothing that a browser is to run.
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        response.header(HeaderNames.create("X-Content-Type-Options"), "nosniff");
        response.header(HeaderNames.create("Content-Security-Policy"), "default-src 'none'; sandbox");
        reply.headers().forEach((name, value) -> response.header(HeaderNames.create(name), value));
        switch (reply.body()) {
            case Payload.Whole(byte[] bytes) -> transfer.send(request, response, bytes);
            case Payload.Filed filed -> {
                response.contentLength(filed.length());
                transfer.send(request, response, filed.length(), filed::writeTo);
            }
        }
    }
}
