package dev.interlock.server.door.mcp.legacy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.door.mcp.request.QuestionKind;
import dev.interlock.server.door.mcp.request.ServerIdentity;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.Era;
import dev.interlock.server.mcp.ErrorCode;
import dev.interlock.server.mcp.Revision;
import dev.interlock.server.mcp.RpcError;
import dev.interlock.server.upstream.Upstream;
import java.util.Optional;

/** The method `initialize`, with which a legacy client begins. */
public final class Initialize {
    private Initialize() {}

    public static Optional<RpcError> wrong(ObjectNode params) {
        return Json.string(params, "protocolVersion") == null
                        || !params.path("capabilities").isObject()
                        || !params.path("clientInfo").isObject()
                ? Optional.of(RpcError.of(
                        ErrorCode.INVALID_PARAMS,
                        "`initialize` needs `protocolVersion`, `capabilities` and `clientInfo`"))
                : Optional.empty();
    }

    /** The revision asked for if it is spoken here, else the newest that a legacy client may know. */
    public static Revision revision(ObjectNode params) {
        return Optional.ofNullable(Json.string(params, "protocolVersion"))
                .flatMap(Revision::of)
                .filter(Revision.served()::contains)
                .filter(known -> known.era() == Era.LEGACY)
                .orElse(Revision.newestLegacy());
    }

    /** Returns the questions that the client can be asked. */
    public static ObjectNode capabilities(ObjectNode params) {
        ObjectNode declared = Json.child(params, "capabilities");
        return declared == null ? Json.object() : QuestionKind.known(declared);
    }

    /** @param instructions with which the server introduces itself */
    public static ObjectNode result(Revision revision, Upstream upstream, String instructions) {
        ObjectNode result = Json.object();
        result.put("protocolVersion", revision.label());
        result.set("capabilities", ServerIdentity.capabilities(upstream));
        result.set("serverInfo", ServerIdentity.info());
        result.put("instructions", instructions);
        return result;
    }
}
