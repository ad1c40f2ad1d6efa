package dev.interlock.server.upstream.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.Names;
import dev.interlock.server.upstream.CallOutcome;
import dev.interlock.server.upstream.EraChoice;
import dev.interlock.server.upstream.Timing;
import dev.interlock.server.upstream.UpstreamException;
import dev.interlock.server.upstream.http.HttpSettings;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * An agent's side of the protocol: an MCP client over HTTP with a bearer token, in the task it works for. Thread-safe.
 */
public final class McpClient implements AutoCloseable {
    private final McpUpstream server;

    private McpClient(McpUpstream server) {
        this.server = server;
    }

    /**
     * A client of the endpoint; it connects at the first use.
     *
     * @param token sent as bearer token
     * @param task named in every request, as a header
     * @param nanos a monotonic clock, such as {@code System::nanoTime}
     */
    public static McpClient of(
            URI endpoint, String token, Optional<String> task, EraChoice era, Timing timing, LongSupplier nanos) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Authorization", "Bearer " + token);
        task.ifPresent(id -> headers.put(Names.HEADER_TASK, id));
        HttpSettings settings = HttpSettings.of(endpoint).withHeaders(() -> headers);
        return new McpClient(McpUpstream.client("gateway", settings, era, timing, nanos));
    }

    public List<ObjectNode> listTools() throws UpstreamException {
        return server.listTools();
    }

    /** Calls a tool; denials and holds are results with `isError` and {@link #decision}. */
    public CallOutcome call(String tool, ObjectNode arguments) {
        return server.call(tool, arguments, Json.object());
    }

    /** As {@link #call(String, ObjectNode)}, with members for `_meta`. */
    public CallOutcome call(String tool, ObjectNode arguments, ObjectNode meta) {
        return server.call(tool, arguments, meta);
    }

    /** What Interlock decided about the call, if the result says so. */
    public static Optional<ObjectNode> decision(CallOutcome.Result result) {
        ObjectNode meta = Json.child(result.result(), "_meta");
        return Optional.ofNullable(meta == null ? null : Json.child(meta, Names.META_DECISION));
    }

    @Override
    public void close() {
        server.close();
    }
}
