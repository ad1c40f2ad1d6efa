package dev.interlock.server.upstream.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.ErrorCode;
import dev.interlock.server.mcp.Message;
import dev.interlock.server.mcp.Names;
import dev.interlock.server.mcp.RpcError;
import java.util.Optional;

/** Answers requests of a server: `ping` is answered, and everything else was never offered and is refused. */
final class ServerRequests {
    private ServerRequests() {}

    static ObjectNode answer(Message.Request request) {
        if (request.method().equals(Names.PING)) {
            return Message.result(request.id(), Json.object());
        }
        return Message.error(
                Optional.of(request.id()),
                RpcError.of(ErrorCode.METHOD_NOT_FOUND, "this client does not support `" + request.method() + "`"));
    }
}
