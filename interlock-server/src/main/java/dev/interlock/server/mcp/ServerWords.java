package dev.interlock.server.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.mcp.wire.Era;
import dev.interlock.server.mcp.wire.ErrorCode;
import dev.interlock.server.mcp.wire.Json;
import dev.interlock.server.mcp.wire.Names;
import dev.interlock.server.mcp.wire.RpcError;
import dev.interlock.server.words.Plain;
import java.util.Optional;

/**
 * What of a server's own words reaches a caller where no result does. They are short, as they are no content, and they are
 * told to be the server's.
 *
 * <p>INVARIANT: no upstream speaks for Interlock.
 */
final class ServerWords {
    /** Characters of a server's sentence. */
    private static final int MOST = 200;

    private ServerWords() {}

    /** The error of a server: its code if that is not one of ours, and the beginning of its message. */
    static RpcError theirs(String server, RpcError error, Era era, Optional<ObjectNode> decision) {
        int code = error.code();
        if (code == ErrorCode.REFUSED.code() || code == ErrorCode.UPSTREAM_UNAVAILABLE.code()) {
            code = ErrorCode.INTERNAL_ERROR.code();
        } else if (era == Era.MODERN && code == ErrorCode.RESOURCE_NOT_FOUND.code()) {
            code = ErrorCode.INVALID_PARAMS.code();
        }
        return new RpcError(
                code, "server `" + server + "` says: " + cut(error.message()), decision.map(ServerWords::asData));
    }

    static ObjectNode asData(ObjectNode decision) {
        ObjectNode data = Json.object();
        data.set(Names.META_DECISION, decision);
        return data;
    }

    /** The beginning of what a server says. */
    static String cut(String words) {
        return Plain.cut(words, MOST);
    }

    /** Takes from what a server sent whatever stands under a name of ours. */
    static void notOurs(ObjectNode sent) {
        ObjectNode meta = Json.child(sent, "_meta");
        if (meta != null) {
            ObjectNode kept = Json.object();
            meta.properties().stream()
                    .filter(member -> !member.getKey().startsWith(Names.META_OWN_PREFIX))
                    .forEach(member -> kept.set(member.getKey(), member.getValue()));
            sent.set("_meta", kept);
        }
    }
}
