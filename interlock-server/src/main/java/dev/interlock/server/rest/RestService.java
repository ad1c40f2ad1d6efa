package dev.interlock.server.rest;

import dev.interlock.server.mcp.RequestHeaders;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Hangs the {@link RestDoor} into Helidon, at {@code /rest}. */
public final class RestService {

    private final RestDoor door;

    public RestService(RestDoor door) {
        this.door = door;
    }

    /** Registers the paths of the door. */
    public void register(HttpRouting.Builder routing) {
        routing.any("/rest", this::handle).any("/rest/*", this::handle);
    }

    private void handle(ServerRequest request, ServerResponse response) throws IOException {
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (Header header : request.headers()) {
            headers.computeIfAbsent(header.name(), name -> new ArrayList<>()).addAll(header.allValues());
        }
        RestExchange.Reply reply = door.handle(new RestExchange.Inbound(
                request.prologue().method().text(),
                request.prologue().uriPath().rawPath(),
                request.prologue().hasQuery() ? request.prologue().query().rawValue() : "",
                RequestHeaders.of(headers),
                max -> body(request, max)));
        response.status(Status.create(reply.status()));
        // What is said here is for one caller and one moment, and nothing that a browser is to run.
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        response.header(HeaderNames.create("X-Content-Type-Options"), "nosniff");
        response.header(HeaderNames.create("Content-Security-Policy"), "default-src 'none'; sandbox");
        reply.headers().forEach((name, value) -> response.header(HeaderNames.create(name), value));
        if (reply.body().length == 0) {
            response.send();
        } else {
            response.send(reply.body());
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
