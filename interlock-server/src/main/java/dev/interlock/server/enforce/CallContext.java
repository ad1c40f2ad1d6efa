package dev.interlock.server.enforce;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.mcp.Revision;
import dev.interlock.server.mcp.TraceContext;
import java.util.Optional;

/**
 * One `tools/call`, one request for content by the entry of its method, or one operation of a REST API, as it is decided on.
 * Headers were cross-checked and are not needed again.
 *
 * @param server name of the upstream
 * @param tool as asked for, or the entry; it need not exist
 * @param arguments as sent, numbers exact; an empty object if none were sent. Treat it as immutable: these very arguments
 *     are forwarded
 * @param task that the caller names
 * @param session a stable, public name of the caller's legacy session; the modern era has none
 * @param revision of MCP in which the caller speaks; none at a door that is not MCP's
 * @param definition the tool as the upstream offers it, if it does; or the prompt, where it is asked for with arguments
 * @param trace that the request belongs to, as its caller says; nothing is decided by it
 */
public record CallContext(
        String server,
        String tool,
        ObjectNode arguments,
        Optional<String> task,
        Optional<String> session,
        Optional<Revision> revision,
        Optional<ObjectNode> definition,
        Optional<TraceContext> trace) {

    /** Makes the context of a call that is in no trace. */
    public CallContext(
            String server,
            String tool,
            ObjectNode arguments,
            Optional<String> task,
            Optional<String> session,
            Optional<Revision> revision,
            Optional<ObjectNode> definition) {
        this(server, tool, arguments, task, session, revision, definition, Optional.empty());
    }

    /** Makes the context of a call in MCP that is in no trace. */
    public CallContext(
            String server,
            String tool,
            ObjectNode arguments,
            Optional<String> task,
            Optional<String> session,
            Revision revision,
            Optional<ObjectNode> definition) {
        this(server, tool, arguments, task, session, Optional.of(revision), definition);
    }
}
