package dev.interlock.server.door.mcp.request;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.server.door.RateLimiter;
import dev.interlock.server.http.server.Body;
import dev.interlock.server.http.server.Reply;
import dev.interlock.server.mcp.ErrorCode;
import dev.interlock.server.mcp.Message;
import dev.interlock.server.mcp.RpcError;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The reply of the door over HTTP: a message, and the status and headers with which it is sent unless it ends a stream.
 *
 * @param body absent where nothing is said
 * @param error the error in the body, if there is one
 */
public record RpcReply(int status, Map<String, String> headers, Optional<Content> body, Optional<RpcError> error) {

    public static RpcReply empty(int status) {
        return new RpcReply(status, Map.of(), Optional.empty(), Optional.empty());
    }

    public static RpcReply json(int status, JsonNode message) {
        return new RpcReply(status, Map.of(), Optional.of(Content.of(message)), Optional.empty());
    }

    public static RpcReply error(int status, Optional<JsonNode> id, RpcError error) {
        Content body = Content.of(Message.error(id, error));
        return new RpcReply(status, Map.of(), Optional.of(body), Optional.of(error));
    }

    public static RpcReply error(int status, ErrorCode code, String message) {
        return error(status, Optional.empty(), RpcError.of(code, message));
    }

    /** Turns a request away for now. */
    public static RpcReply busy(Optional<JsonNode> id, RateLimiter.Busy busy) {
        return error(429, id, RpcError.of(ErrorCode.BUSY, busy.message()))
                .with("Retry-After", Long.toString(busy.seconds()));
    }

    public RpcReply with(String header, String value) {
        return with(Map.of(header, value));
    }

    public RpcReply with(Map<String, String> others) {
        if (others.isEmpty()) {
            return this;
        }
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.putAll(others);
        return new RpcReply(status, more, body, error);
    }

    /** Returns the reply as a response of its own, which releases the message. */
    public Reply whole() {
        return switch (body.orElse(null)) {
            case null -> Reply.empty(status).with(headers);
            case Content.Whole(byte[] bytes) ->
                Reply.jsonBody(status, new Body.Whole(bytes)).with(headers);
            case Content.Spooled spooled ->
                Reply.jsonBody(status, new Body.Written(spooled.length(), false, spooled::writeTo))
                        .with(headers)
                        .then(spooled::release);
        };
    }

    /** Releases the message, which was told or never will be. */
    public void release() {
        body.ifPresent(Content::release);
    }
}
