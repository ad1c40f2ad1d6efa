package dev.interlock.server.door.mcp.request;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.mcp.ErrorCode;
import dev.interlock.server.mcp.RpcError;

/** The answer to one request, before it is put into the HTTP response of an era. */
public sealed interface RpcResult {
    record Result(ObjectNode result) implements RpcResult {}

    /** Interlock refused the request, or failed. */
    record Failed(RpcError error) implements RpcResult {}

    /** The server refused or failed: there is nothing of ours to record or to log. */
    record Theirs(RpcError error) implements RpcResult {}

    static RpcResult failed(ErrorCode code, String message) {
        return new Failed(RpcError.of(code, message));
    }
}
