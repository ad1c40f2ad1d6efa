package dev.interlock.server.door.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.door.RateLimiter;
import dev.interlock.server.http.server.Presented;
import dev.interlock.server.http.server.RequestHeaders;
import dev.interlock.server.json.Json;
import dev.interlock.server.upstream.rest.Payload;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** One HTTP request to the door and the reply to it, free of any HTTP library. */
final class RestExchange {

    private RestExchange() {}

    /** The body is read only once the sender is known. */
    interface Body {
        /** Returns at most this many bytes; that many means that there may be more. */
        byte[] read(int max) throws IOException;
    }

    /**
     * The request.
     *
     * @param rawPath as it was sent, from the root of the server
     * @param rawQuery as it was sent; empty for none
     * @param presented the sender's proofs of identity
     * @param visit the request's place among those that the rate limiter let in
     */
    record Inbound(
            String method,
            String rawPath,
            String rawQuery,
            RequestHeaders headers,
            Presented presented,
            Body body,
            RateLimiter.Visit visit) {}

    /** The reply. Its body has to be released. */
    record Reply(int status, Map<String, String> headers, Payload body) {

        static Reply problem(int status, ObjectNode problem) {
            return new Reply(
                    status, Map.of("Content-Type", "application/problem+json"), new Payload.Whole(Json.bytes(problem)));
        }

        Reply with(String header, String value) {
            return with(Map.of(header, value));
        }

        Reply with(Map<String, String> others) {
            Map<String, String> more = new LinkedHashMap<>(headers);
            more.putAll(others);
            return new Reply(status, more, body);
        }
    }
}
