package dev.interlock.server.door.mcp.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.Json;
import dev.interlock.server.upstream.Cancellation;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The requests of one client that are under way, by their ids, so that it can cancel them. Thread-safe. */
public final class UnderWay {
    private final Map<JsonNode, Cancellation> byId = new ConcurrentHashMap<>();

    /** A request has come. Of two with the same id only the first can be given up. */
    public Cancellation begin(JsonNode id) {
        var cancellation = new Cancellation();
        byId.putIfAbsent(id, cancellation);
        return cancellation;
    }

    public void end(JsonNode id, Cancellation cancellation) {
        byId.remove(id, cancellation);
    }

    /** Carries out `notifications/cancelled`; a request that is not under way is ignored. */
    public void cancel(ObjectNode params) {
        JsonNode id = params.get("requestId");
        Cancellation cancellation = id == null ? null : byId.get(id);
        if (cancellation != null) {
            String reason = Json.string(params, "reason");
            cancellation.cancel(reason == null ? "the caller cancelled it" : ServerWords.cut(reason));
        }
    }
}
