package dev.interlock.server.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * The `error` member of a JSON-RPC response.
 *
 * @param code as sent, which need not be one of {@link ErrorCode}
 * @param message one sentence for people: place and remedy
 * @param data anything more, machine-readable
 */
public record RpcError(int code, String message, Optional<JsonNode> data) {

    public static RpcError of(ErrorCode code, String message) {
        return new RpcError(code.code(), message, Optional.empty());
    }

    public static RpcError of(ErrorCode code, String message, JsonNode data) {
        return new RpcError(code.code(), message, Optional.of(data));
    }

    public Optional<ErrorCode> known() {
        return ErrorCode.of(code);
    }
}
