package dev.interlock.server.door.rest;

import dev.interlock.server.door.DoorSettings;
import dev.interlock.server.http.server.Cors;
import dev.interlock.server.http.server.Entrance;
import dev.interlock.server.http.server.RequestHeaders;
import dev.interlock.server.mcp.Names;
import dev.interlock.server.upstream.rest.Payload;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The guard checks a request before its content is looked at. */
final class RestGuard {

    /** A page may send the headers that a description can declare; undeclared ones go no further. */
    private static final Cors CORS = new Cors(
            List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"),
            List.of("Authorization", "DPoP", "Content-Type", "Accept", Names.HEADER_TASK),
            name -> true);

    /** Headers by which a client asks for another method or path than it sends. */
    private static final List<String> OVERRIDES = List.of(
            "x-http-method",
            "x-http-method-override",
            "x-method-override",
            "x-original-url",
            "x-original-uri",
            "x-rewrite-url");

    private final Entrance entrance;

    RestGuard(DoorSettings settings) {
        this.entrance =
                new Entrance(settings.hosts(), settings.origins(), Set.of(Names.HEADER_TASK.toLowerCase(Locale.ROOT)));
    }

    void check(RequestHeaders headers) throws Refusal {
        Optional<Entrance.Refusal> refusal = entrance.check(headers);
        if (refusal.isPresent()) {
            throw new Refusal(
                    refusal.get().status(), Refusal.INVALID, refusal.get().message());
        }
        for (String name : OVERRIDES) {
            if (!headers.all(name).isEmpty()) {
                throw Refusal.invalid("header `" + name + "` asks for another request than was sent: send that one");
            }
        }
    }

    /** The answer to a browser that asks what a page may send; empty for any other request. */
    Optional<RestExchange.Reply> preflight(String method, RequestHeaders headers) {
        return Cors.isPreflight(method, headers)
                ? Optional.of(new RestExchange.Reply(204, CORS.preflight(headers), Payload.NOTHING))
                : Optional.empty();
    }

    /** The reply, as the page that asked for it may see it: with all headers that are sent. */
    RestExchange.Reply shared(RequestHeaders headers, RestExchange.Reply reply) {
        return entrance.knowsPages()
                ? reply.with(Cors.shared(entrance.page(headers), reply.headers().keySet()))
                : reply;
    }
}
