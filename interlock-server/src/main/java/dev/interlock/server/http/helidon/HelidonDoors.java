package dev.interlock.server.http.helidon;

import dev.interlock.server.http.server.Body;
import dev.interlock.server.http.server.ConnectionLostException;
import dev.interlock.server.http.server.Door;
import dev.interlock.server.http.server.Reply;
import dev.interlock.server.http.server.RouteTable;
import dev.interlock.server.http.server.Transfer;
import dev.interlock.server.json.Json;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;

/** The way from Helidon to the doors: finds the door of a request, has it answered there, and sends the reply. Thread-safe. */
public final class HelidonDoors {

    private static final System.Logger LOG = System.getLogger(HelidonDoors.class.getName());

    private static final Door NOWHERE = request -> Reply.empty(404);
    private static final byte[] NOTHING = {};

    private final RouteTable routes;
    private final Transfer transfer;

    /** @param transfer how long callers may take */
    public HelidonDoors(RouteTable routes, Transfer transfer) {
        this.routes = routes;
        this.transfer = transfer;
    }

    /** Takes all requests. */
    public void register(HttpRouting.Builder routing) {
        routing.any(this::handle);
    }

    private void handle(ServerRequest from, ServerResponse to) {
        var request = new HelidonRequest(from, to, transfer);
        try {
            Door door = routes.find(request.method(), request.path()).orElse(NOWHERE);
            Reply reply = reply(door, request);
            try {
                if (!(reply.body() instanceof Body.Streamed)) {
                    send(reply, request, to);
                }
            } finally {
                reply.afterwards().run();
            }
        } catch (ConnectionLostException e) {
            throw new CloseConnectionException(String.valueOf(e.getMessage()), e);
        }
        // Helidon 4.5 keeps a connection open that the client wants closed (helidon-io/helidon#12324). It ends
        // responses in chunks only
        // after this, so after those the connection is left to its idle time.
        if (request.closing() && to.headers().contentLength().isPresent()) {
            throw new CloseConnectionException("the client wants no further response on this connection");
        }
    }

    private static Reply reply(Door door, HelidonRequest request) throws ConnectionLostException {
        try {
            return door.handle(request);
        } catch (ConnectionLostException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "answering a request failed", e);
            if (request.streamed()) {
                throw new ConnectionLostException("an event stream was cut off", e);
            }
            return Reply.empty(500);
        }
    }

    private void send(Reply reply, HelidonRequest request, ServerResponse response) throws ConnectionLostException {
        ResponseHead.of(reply, request.closing(), response);
        request.discard();
        boolean asked = !request.method().equals("HEAD");
        switch (reply.body()) {
            case Body.Whole(byte[] bytes) -> whole(bytes, asked, response);
            case Body.Tree(var tree) -> whole(Json.bytes(tree), asked, response);
            case Body.Written written -> written(written, asked, response);
            case Body.Streamed streamed -> throw new IllegalStateException("an event stream cannot be sent twice");
        }
    }

    private void whole(byte[] bytes, boolean asked, ServerResponse response) throws ConnectionLostException {
        boolean shown = asked && mayHaveBody(response);
        if (!shown) {
            length(bytes.length, response);
        }
        transfer.within(bytes.length, () -> {
            response.send(shown ? bytes : NOTHING);
            return response;
        });
    }

    private void written(Body.Written body, boolean asked, ServerResponse response) throws ConnectionLostException {
        if (body.exact()) {
            length(body.length(), response);
        }
        if (!asked || !mayHaveBody(response)) {
            whole(NOTHING, true, response);
            return;
        }
        transfer.within(body.length(), () -> {
            try (OutputStream out = response.outputStream()) {
                body.writing().to(out);
            }
            return response;
        });
    }

    private static void length(long bytes, ServerResponse response) {
        if (mayHaveBody(response)) {
            response.contentLength(bytes);
        }
    }

    /** Returns whether the status says so: what followed another one would be taken for the next response. */
    private static boolean mayHaveBody(ServerResponse response) {
        return switch (response.status().code()) {
            case 204, 205, 304 -> false;
            default -> true;
        };
    }
}
