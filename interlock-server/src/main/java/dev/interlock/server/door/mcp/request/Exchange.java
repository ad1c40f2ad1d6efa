package dev.interlock.server.door.mcp.request;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.server.door.RateLimiter;
import dev.interlock.server.http.server.Presented;
import dev.interlock.server.http.server.RequestHeaders;
import dev.interlock.server.mcp.ErrorCode;
import dev.interlock.server.mcp.Message;
import dev.interlock.server.mcp.RpcError;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** One HTTP request to the door and the reply to it, free of any HTTP library. */
public final class Exchange {
    private Exchange() {}

    /** The body is read only once the sender is known. */
    public interface Body {
        /** Returns at most this many bytes; that many means that there may be more. */
        byte[] read(int max) throws IOException;
    }

    /**
     * The request.
     *
     * @param presented the sender's proofs of identity
     * @param visit the request's place among those that the rate limiter let in
     * @param stream hears of what happens before the reply
     */
    public record Inbound(
            String method,
            String server,
            RequestHeaders headers,
            Presented presented,
            Body body,
            RateLimiter.Visit visit,
            ResponseStream stream) {}

    /**
     * The reply.
     *
     * @param body absent where nothing is said
     * @param error the error in the body, if there is one
     */
    public record Reply(int status, Map<String, String> headers, Optional<Content> body, Optional<RpcError> error) {

        public static Reply empty(int status) {
            return new Reply(status, Map.of(), Optional.empty(), Optional.empty());
        }

        public static Reply json(int status, JsonNode message) {
            return new Reply(status, Map.of(), Optional.of(Content.of(message)), Optional.empty());
        }

        public static Reply error(int status, Optional<JsonNode> id, RpcError error) {
            Content body = Content.of(Message.error(id, error));
            return new Reply(status, Map.of(), Optional.of(body), Optional.of(error));
        }

        public static Reply error(int status, ErrorCode code, String message) {
            return error(status, Optional.empty(), RpcError.of(code, message));
        }

        /** Turns a request away for now. */
        public static Reply busy(Optional<JsonNode> id, RateLimiter.Busy busy) {
            return error(429, id, RpcError.of(ErrorCode.BUSY, busy.message()))
                    .with("Retry-After", Long.toString(busy.seconds()));
        }

        public Reply with(String header, String value) {
            return with(Map.of(header, value));
        }

        public Reply with(Map<String, String> others) {
            if (others.isEmpty()) {
                return this;
            }
            Map<String, String> more = new LinkedHashMap<>(headers);
            more.putAll(others);
            return new Reply(status, more, body, error);
        }
    }
}
