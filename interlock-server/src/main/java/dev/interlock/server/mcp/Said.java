package dev.interlock.server.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.mcp.wire.ErrorCode;
import dev.interlock.server.mcp.wire.RpcError;

/** The answer to one request, before it is put into the HTTP response of an era. */
sealed interface Said {
    record Result(ObjectNode result) implements Said {}

    /** Interlock refuses, or failed. */
    record Failed(RpcError error) implements Said {}

    /** The server refused or failed: nothing that is ours to record or to log. */
    record Theirs(RpcError error) implements Said {}

    static Said failed(ErrorCode code, String message) {
        return new Failed(RpcError.of(code, message));
    }
}
