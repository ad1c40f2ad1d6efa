package dev.interlock.server.door.mcp.request;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.door.mcp.aggregate.Aggregate;
import dev.interlock.server.door.mcp.aggregate.AggregateDescription;
import dev.interlock.server.enforce.ToolGate;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.ErrorCode;
import dev.interlock.server.mcp.GovernedMethod;
import dev.interlock.server.upstream.Description;
import dev.interlock.server.upstream.Upstream;
import dev.interlock.server.upstream.UpstreamException;
import java.util.List;
import java.util.Optional;

/** The identity of the door and, in the name of the upstream, of the tools behind it. */
public final class ServerIdentity {
    private static final String INSTRUCTIONS =
            "Every tool call is decided by Interlock before it is carried out. An error result whose _meta holds"
                    + " dev.interlock/decision is a decision: read its text before you try anything else.";

    /** The capability of servers that have log messages. */
    public static final String LOGGING = "logging";

    private static final String LIST_CHANGED = "listChanged";

    private ServerIdentity() {}

    public static ObjectNode info() {
        String version = ServerIdentity.class.getPackage().getImplementationVersion();
        return Json.object()
                .put("name", "interlock")
                .put("title", "Interlock")
                .put("version", version == null ? "development" : version);
    }

    /** Returns the capabilities: tools, and whatever else of what is relayed the server offers. */
    public static ObjectNode capabilities(Upstream upstream) {
        ObjectNode capabilities = Json.object();
        // The list of tools changes with the policy, whatever the server tells.
        capabilities.putObject(GovernedMethod.TOOL.capability()).put(LIST_CHANGED, true);
        try {
            ObjectNode offered = upstream.describe().capabilities();
            for (GovernedMethod method : GovernedMethod.values()) {
                if (method != GovernedMethod.TOOL && offered.has(method.capability())) {
                    ObjectNode own = capabilities.putObject(method.capability());
                    for (String told : List.of(LIST_CHANGED, "subscribe")) {
                        if (method != GovernedMethod.COMPLETION
                                && offered.path(method.capability()).path(told).asBoolean()) {
                            own.put(told, true);
                        }
                    }
                }
            }
            if (offered.has(LOGGING)) {
                capabilities.putObject(LOGGING);
            }
        } catch (UpstreamException e) {
            System.getLogger(ServerIdentity.class.getName()).log(System.Logger.Level.WARNING, e.getMessage());
        }
        return capabilities;
    }

    /** Returns the error for a capability that the server does not offer: the policy has no say then. */
    public static Optional<RpcResult> missing(ToolGate gate, Upstream upstream, String capability) {
        try {
            return upstream.describe().capabilities().has(capability)
                    ? Optional.empty()
                    : Optional.of(RpcResult.failed(
                            ErrorCode.METHOD_NOT_FOUND,
                            "`" + capability + "` is not offered: " + called(upstream) + " has none"));
        } catch (UpstreamException e) {
            return Optional.of(
                    RpcResult.failed(ErrorCode.UPSTREAM_UNAVAILABLE, ServerWords.told(gate, e) + "; try again later"));
        }
    }

    /** The server in a sentence; all servers together have no name. */
    public static String called(Upstream upstream) {
        return upstream.name().isEmpty() ? "the endpoint" : "server `" + upstream.name() + "`";
    }

    /**
     * Returns our instructions, then the upstream's own if it can be asked, each line of them marked: no upstream speaks for Interlock.
     * They are given before there is a task, and nobody reviews them: if rules ask what callers have read, they are left out.
     */
    public static String instructions(ToolGate gate, Upstream upstream) {
        if (gate.asksWhatIsRead()) {
            return INSTRUCTIONS;
        }
        try {
            Description description = upstream.describe();
            return description
                    .instructions()
                    .map(own -> INSTRUCTIONS + "\n\n"
                            + (upstream instanceof Aggregate
                                    ? own
                                    : AggregateDescription.says(upstream.name(), AggregateDescription.quoted(own))))
                    .orElse(INSTRUCTIONS);
        } catch (UpstreamException e) {
            System.getLogger(ServerIdentity.class.getName()).log(System.Logger.Level.WARNING, e.getMessage());
            return INSTRUCTIONS;
        }
    }
}
