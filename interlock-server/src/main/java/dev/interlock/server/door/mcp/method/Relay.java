package dev.interlock.server.door.mcp.method;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.ledger.log.Receipt;
import dev.interlock.server.door.DenialForm;
import dev.interlock.server.door.mcp.request.RequestContext;
import dev.interlock.server.door.mcp.request.RpcResult;
import dev.interlock.server.door.mcp.request.ServerIdentity;
import dev.interlock.server.door.mcp.request.ServerWords;
import dev.interlock.server.enforce.CallAnswer;
import dev.interlock.server.enforce.CallContext;
import dev.interlock.server.enforce.Continuation;
import dev.interlock.server.enforce.Forwarder;
import dev.interlock.server.enforce.ListAnswer;
import dev.interlock.server.enforce.ToolGate;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.ErrorCode;
import dev.interlock.server.mcp.GovernedMethod;
import dev.interlock.server.mcp.Names;
import dev.interlock.server.mcp.RpcError;
import dev.interlock.server.mcp.TraceContext;
import dev.interlock.server.upstream.CallOutcome;
import dev.interlock.server.upstream.Upstream;
import dev.interlock.server.upstream.UpstreamException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** The relay takes every kind of request through the gate and on to the server. */
final class Relay {
    private static final System.Logger LOG = System.getLogger(Relay.class.getName());

    /** The longest part of a trace, which W3C Trace Context wants carried on. */
    private static final int MAX_TRACE = 512;

    private final ToolGate gate;
    private final DenialForm denials;

    /** @param denials how callers are told that something is refused */
    Relay(ToolGate gate, DenialForm denials) {
        this.gate = gate;
        this.denials = denials;
    }

    DenialForm denials() {
        return denials;
    }

    /** Returns the offered things that the caller may see, or the refusal. */
    ListAnswer list(RequestContext context, List<ObjectNode> offered) {
        try {
            return gate.list(
                    context.caller(), context.task(), context.upstream().name(), offered);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "listing failed", e);
            return new ListAnswer.Refused("internal", "interlock could not decide; see its log");
        }
    }

    /** Returns whether the caller may get these texts of the server outside a call. */
    boolean gives(RequestContext context, GovernedMethod method, List<ObjectNode> texts) {
        try {
            return gate.gives(
                    context.caller(), context.task(), context.upstream().name(), method.entry(), texts);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "taking in the words of a server failed", e);
            return false;
        }
    }

    /** Returns that a server cannot be asked; with its own words only if no rule asks what the caller has read. */
    RpcResult unavailable(UpstreamException e) {
        return RpcResult.failed(ErrorCode.UPSTREAM_UNAVAILABLE, ServerWords.told(gate, e) + "; try again later");
    }

    /** Returns the error for a capability that the server does not offer. */
    Optional<RpcResult> missing(Upstream server, String capability) {
        return ServerIdentity.missing(gate, server, capability);
    }

    String instructions(Upstream server) {
        return ServerIdentity.instructions(gate, server);
    }

    RpcResult refused(ListAnswer.Refused refused) {
        ObjectNode data = Json.object().put("code", refused.code());
        return new RpcResult.Failed(new RpcError(denials.code(), refused.message(), Optional.of(data)));
    }

    /**
     * Decides on a call, and forwards it if it is permitted.
     *
     * @param entry name in the catalogue
     * @param arguments that are decided on
     * @param params to forward; nothing in them beyond what was decided on
     * @param from parameters as they came, for the trace
     * @param definition of the tool, as the server offers it
     */
    CallAnswer call(
            RequestContext context,
            GovernedMethod method,
            String entry,
            ObjectNode arguments,
            ObjectNode params,
            ObjectNode from,
            Optional<ObjectNode> definition) {
        CallContext call = new CallContext(
                context.upstream().name(),
                entry,
                arguments,
                context.task(),
                context.session(),
                Optional.of(context.revision()),
                definition,
                traced(context, from));
        while (true) {
            Once forwarder = new Once(context, method, params, from, call);
            CallAnswer answer = decided(context, call, forwarder);
            // A call that was sent to the server is not sent again, whatever is held afterwards.
            if (!(answer instanceof CallAnswer.Held held) || forwarder.used.get()) {
                return answer;
            }
            switch (context.side().awaitApproval(held, () -> gate.approvals(held.holdId()))) {
                case AGAIN -> {}
                case NOT -> {
                    return answer;
                }
                case ENDED -> {
                    return new CallAnswer.Denied(
                            "hold-ended",
                            "hold " + held.holdId() + " was rejected, or ended without approval",
                            held.details());
                }
            }
        }
    }

    private CallAnswer decided(RequestContext context, CallContext call, Once forwarder) {
        try {
            return gate.call(context.caller(), call, forwarder);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "deciding a call failed", e);
            return forwarder.used.get()
                    ? new CallAnswer.Uncertain("interlock failed after the call was sent", Json.object())
                    : new CallAnswer.Denied("internal", "interlock could not decide; see its log", Json.object());
        }
    }

    /**
     * Returns whether the caller may read the resource: decided and recorded as a read, though no server hears of it.
     */
    boolean mayRead(RequestContext context, String uri) {
        ObjectNode arguments = Json.object().put("uri", uri);
        CallContext call = new CallContext(
                context.upstream().name(),
                GovernedMethod.RESOURCE.entry(),
                arguments,
                context.task(),
                context.session(),
                context.revision(),
                Optional.empty());
        ObjectNode nothing = Json.object();
        nothing.putArray(GovernedMethod.RESOURCE.content());
        try {
            return gate.call(context.caller(), call, (receipt, continuation) -> new CallOutcome.Result(nothing, false))
                    instanceof CallAnswer.Relayed;
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "deciding a subscription failed", e);
            return false;
        }
    }

    /**
     * Returns the part of `_meta` that goes on: the trace, which changes nothing about the call.
     *
     * <p>INVARIANT: an upstream gets nothing from the caller that was not decided on. The rest of `_meta` is in no
     * digest and in no record, so it could make another call of the one that was approved.
     */
    private static ObjectNode trace(ObjectNode params) {
        ObjectNode meta = Json.object();
        for (String key : Names.META_TRACE) {
            String value = Json.string(params.path("_meta"), key);
            if (value != null && value.length() <= MAX_TRACE) {
                meta.put(key, value);
            }
        }
        return meta;
    }

    /** Returns the trace that the message names, or else the request that brought it. */
    private static Optional<TraceContext> traced(RequestContext context, ObjectNode params) {
        JsonNode meta = params.path("_meta");
        return TraceContext.of(
                        Optional.ofNullable(Json.string(meta, Names.META_TRACE.getFirst())),
                        Optional.ofNullable(Json.string(meta, Names.META_TRACE.getLast())))
                .or(() -> TraceContext.ofHeaders(
                        context.headers().all(Names.META_TRACE.getFirst()),
                        context.headers().all(Names.META_TRACE.getLast())));
    }

    /** The trace as the upstream gets it: one of our own, or that of the caller. */
    private static ObjectNode trace(ObjectNode params, Continuation continuation) {
        if (continuation.trace().isEmpty()) {
            return trace(params);
        }
        TraceContext own = continuation.trace().get();
        ObjectNode meta = Json.object().put(Names.META_TRACE.getFirst(), own.parent());
        own.state().ifPresent(state -> meta.put(Names.META_TRACE.getLast(), state));
        return meta;
    }

    private final class Once implements Forwarder {
        private final RequestContext context;
        private final GovernedMethod method;
        private final ObjectNode params;
        private final ObjectNode from;
        private final CallContext call;
        private final AtomicBoolean used = new AtomicBoolean();

        Once(RequestContext context, GovernedMethod method, ObjectNode params, ObjectNode from, CallContext call) {
            this.context = context;
            this.method = method;
            this.params = params;
            this.from = from;
            this.call = call;
        }

        @Override
        public CallOutcome forward(Receipt reservation, Continuation continuation) {
            if (!used.compareAndSet(false, true)) {
                throw new IllegalStateException("a call is forwarded once");
            }
            if (context.side().cancellation().reason().isPresent()) {
                return new CallOutcome.RefusedBeforeEffect("cancelled", "the caller cancelled it before it was sent");
            }
            var dialogue = new Dialogue(gate, call, context.side(), continuation);
            return dialogue.afterwards(context.upstream().request(method, params, trace(from, continuation), dialogue));
        }
    }
}
