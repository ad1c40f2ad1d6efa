package dev.interlock.server.door.mcp.method;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.door.DoorSettings;
import dev.interlock.server.door.mcp.aggregate.Aggregate;
import dev.interlock.server.door.mcp.request.RequestContext;
import dev.interlock.server.door.mcp.request.RpcResult;
import dev.interlock.server.door.mcp.request.SignedHandle;
import dev.interlock.server.enforce.ToolGate;
import dev.interlock.server.http.server.RequestHeaders;
import dev.interlock.server.mcp.ErrorCode;
import dev.interlock.server.mcp.GovernedMethod;
import dev.interlock.server.mcp.Listing;
import dev.interlock.server.mcp.Names;
import dev.interlock.server.upstream.Upstream;
import java.util.Optional;

/** The methods that both eras share. */
public final class Methods {
    private final Relay relay;
    private final ToolMethods tools;
    private final ContentMethods content;
    private final AggregateMethods aggregates;
    private final Listeners listeners;

    public Methods(ToolGate gate, DoorSettings settings, SignedHandle handles) {
        this.relay = new Relay(gate, settings.denials());
        this.listeners = new Listeners(gate, relay, settings.waiting());
        this.tools = new ToolMethods(relay, settings.listTtl());
        this.content = new ContentMethods(relay, handles, settings.listTtl());
        this.aggregates = new AggregateMethods(this::single, settings.listTtl());
    }

    /** Returns the listeners to changes. */
    public Listeners listeners() {
        return listeners;
    }

    /** Returns the instructions with which a server, or the endpoint, introduces itself. */
    public String instructions(Upstream upstream) {
        return relay.instructions(upstream);
    }

    /** Returns the error for a capability that the server does not offer: the policy has no say then. */
    public Optional<RpcResult> missing(Upstream upstream, String capability) {
        return relay.missing(upstream, capability);
    }

    public RpcResult answer(RequestContext context, String method, ObjectNode params) {
        return context.upstream() instanceof Aggregate aggregate
                ? aggregates.answer(context, aggregate, method, params)
                : single(context, method, params);
    }

    private RpcResult single(RequestContext context, String method, ObjectNode params) {
        Optional<Listing> listing = Listing.of(method);
        if (listing.isPresent()) {
            return content.list(context, listing.get(), params);
        }
        return switch (method) {
            case Names.TOOLS_LIST -> tools.list(context, params);
            case Names.TOOLS_CALL -> tools.call(context, params);
            case Names.RESOURCES_READ -> content.read(context, GovernedMethod.RESOURCE, params);
            case Names.PROMPTS_GET -> content.read(context, GovernedMethod.PROMPT, params);
            case Names.COMPLETE -> content.read(context, GovernedMethod.COMPLETION, params);
            default -> RpcResult.failed(ErrorCode.METHOD_NOT_FOUND, unknown(method));
        };
    }

    /** Returns what is wrong with the headers of a request that goes on with one that was checked before. */
    public Optional<RpcResult> misplaced(Upstream upstream, RequestHeaders headers, String method, ObjectNode params) {
        return method.equals(Names.TOOLS_CALL) ? ToolMethods.misplaced(upstream, headers, params) : Optional.empty();
    }

    /** Returns whether the answer can take long. */
    public static boolean lasts(String method) {
        return asks(method) || method.equals(Names.COMPLETE);
    }

    /** Returns whether a server may ask something before it answers. */
    public static boolean asks(String method) {
        return switch (method) {
            case Names.TOOLS_CALL, Names.RESOURCES_READ, Names.PROMPTS_GET -> true;
            default -> false;
        };
    }

    private static String unknown(String method) {
        String shown = method.length() <= 80 ? method : method.substring(0, 77) + "...";
        return "method `" + shown + "` is not offered here";
    }
}
