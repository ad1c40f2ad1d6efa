package dev.interlock.server.observe.trace;

import static dev.interlock.server.observe.trace.OtlpExport.text;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.ledger.log.Receipt;
import dev.interlock.server.credential.Injection;
import dev.interlock.server.enforce.CallAnswer;
import dev.interlock.server.enforce.CallContext;
import dev.interlock.server.enforce.Continuation;
import dev.interlock.server.enforce.Forwarder;
import dev.interlock.server.enforce.GateWrapper;
import dev.interlock.server.enforce.ToolGate;
import dev.interlock.server.identity.AuthenticatedCaller;
import dev.interlock.server.mcp.GovernedMethod;
import dev.interlock.server.mcp.TraceContext;
import dev.interlock.server.upstream.CallOutcome;
import dev.interlock.server.upstream.Evidence;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;

/**
 * The gate of one door traces the calls that go through it: each call is a span, and its hand-over to an upstream one
 * below it, by the conventions of OpenTelemetry for MCP and generative AI.
 *
 * <p>INVARIANT: of a call only names and ids become attributes, and words of our own; no argument, result, message or
 * secret.
 */
final class TracedGate extends GateWrapper {

    private static final AttributeKey<String> METHOD = text("mcp.method.name");
    private static final AttributeKey<String> REVISION = text("mcp.protocol.version");
    private static final AttributeKey<String> OPERATION = text("gen_ai.operation.name");
    private static final AttributeKey<String> TOOL = text("gen_ai.tool.name");
    private static final AttributeKey<String> CALL = text("gen_ai.tool.call.id");
    private static final AttributeKey<String> AGENT = text("gen_ai.agent.name");
    private static final AttributeKey<String> TRANSPORT = text("network.transport");
    private static final AttributeKey<String> ERROR = text("error.type");
    private static final AttributeKey<String> DOOR = text("interlock.door");
    private static final AttributeKey<String> UPSTREAM = text("interlock.upstream");
    private static final AttributeKey<String> TASK = text("interlock.task");
    private static final AttributeKey<String> VERDICT = text("interlock.verdict");
    private static final AttributeKey<String> CODE = text("interlock.code");
    private static final AttributeKey<String> HOLD = text("interlock.hold");
    private static final AttributeKey<String> OUTCOME = text("interlock.outcome");

    private static final String EXECUTE = "execute_tool";

    private final Tracer tracer;
    private final String door;
    private final BiPredicate<String, String> known;

    /** @param known whether the catalogue has a tool of a server: other names are made up by callers, and not told on */
    TracedGate(ToolGate gate, Tracer tracer, String door, BiPredicate<String, String> known) {
        super(gate);
        this.tracer = tracer;
        this.door = door;
        this.known = known;
    }

    @Override
    public CallAnswer call(AuthenticatedCaller caller, CallContext call, Forwarder forwarder) {
        Context from = call.trace().map(W3c::read).orElse(Context.root());
        String name = name(call);
        Span server = started(name, SpanKind.SERVER, from, call)
                .setAttribute(DOOR, door)
                .setAttribute(AGENT, caller.name());
        call.task().filter(TracedGate::isTask).ifPresent(task -> server.setAttribute(TASK, task));
        Span execute = tool(call) ? executing(call, caller, from.with(server)) : Span.getInvalid();
        Context inside = tool(call) ? from.with(execute) : from.with(server);
        try {
            CallAnswer answer = super.call(
                    caller,
                    call,
                    (reservation, continuation) -> forwarded(name, call, inside, forwarder, reservation, continuation));
            List.of(execute, server).forEach(span -> describe(span, answer));
            return answer;
        } catch (RuntimeException | Error e) {
            // The class alone: messages may name what a call holds.
            List.of(execute, server)
                    .forEach(span ->
                            span.setAttribute(ERROR, e.getClass().getName()).setStatus(StatusCode.ERROR));
            throw e;
        } finally {
            execute.end();
            server.end();
        }
    }

    private Span executing(CallContext call, AuthenticatedCaller caller, Context parent) {
        String span = named(call) ? EXECUTE + " " + call.tool() : EXECUTE;
        return started(span, SpanKind.INTERNAL, parent, call).setAttribute(AGENT, caller.name());
    }

    private CallOutcome forwarded(
            String name,
            CallContext call,
            Context parent,
            Forwarder forwarder,
            Receipt reservation,
            Continuation continuation) {
        Span client = started(name, SpanKind.CLIENT, parent, call);
        try {
            TraceContext on = W3c.write(client.getSpanContext(), call.trace().flatMap(TraceContext::state));
            CallOutcome outcome = forwarder.forward(reservation, new Traced(continuation, on));
            switch (outcome) {
                case CallOutcome.Result(ObjectNode result, boolean isError, var _) -> {
                    if (isError) {
                        client.setAttribute(ERROR, "tool_error").setStatus(StatusCode.ERROR);
                    }
                    client.setAttribute(OUTCOME, "result");
                }
                case CallOutcome.RefusedBeforeEffect refused ->
                    client.setAttribute(OUTCOME, "refused")
                            .setAttribute(ERROR, refused.code())
                            .setStatus(StatusCode.ERROR);
                case CallOutcome.NoContent none ->
                    client.setAttribute(OUTCOME, "no-content")
                            .setAttribute(ERROR, "no-content")
                            .setStatus(StatusCode.ERROR);
                case CallOutcome.Unknown unknown ->
                    client.setAttribute(OUTCOME, "unknown")
                            .setAttribute(ERROR, "unknown")
                            .setStatus(StatusCode.ERROR);
            }
            return outcome;
        } catch (RuntimeException | Error e) {
            client.setAttribute(ERROR, e.getClass().getName()).setStatus(StatusCode.ERROR);
            throw e;
        } finally {
            client.end();
        }
    }

    private Span started(String name, SpanKind kind, Context parent, CallContext call) {
        SpanBuilder builder =
                tracer.spanBuilder(name).setSpanKind(kind).setParent(parent).setAttribute(UPSTREAM, call.server());
        method(call).ifPresent(method -> builder.setAttribute(METHOD, method));
        call.revision().ifPresent(revision -> builder.setAttribute(REVISION, revision.label()));
        if (tool(call)) {
            builder.setAttribute(OPERATION, EXECUTE);
        }
        if (named(call)) {
            builder.setAttribute(TOOL, call.tool());
        }
        if (kind != SpanKind.INTERNAL) {
            builder.setAttribute(TRANSPORT, kind == SpanKind.SERVER && door.equals("stdio") ? "pipe" : "tcp");
        }
        return builder.startSpan();
    }

    private static void describe(Span span, CallAnswer answer) {
        Optional.ofNullable(answer.details().get("call"))
                .filter(id -> id.isTextual())
                .ifPresent(id -> span.setAttribute(CALL, id.textValue()));
        switch (answer) {
            case CallAnswer.Relayed relayed -> span.setAttribute(VERDICT, "permit");
            case CallAnswer.NotDone none -> span.setAttribute(VERDICT, "permit").setAttribute(CODE, none.code());
            case CallAnswer.Uncertain lost ->
                span.setAttribute(VERDICT, "permit")
                        .setAttribute(CODE, "unknown")
                        .setStatus(StatusCode.ERROR);
            case CallAnswer.Unanswered lost ->
                span.setAttribute(VERDICT, "permit").setAttribute(CODE, "answer-lost");
            case CallAnswer.Withheld kept ->
                span.setAttribute(VERDICT, "permit").setAttribute(CODE, kept.code());
            case CallAnswer.Held held -> span.setAttribute(VERDICT, "hold").setAttribute(HOLD, held.holdId());
            case CallAnswer.Denied denied ->
                span.setAttribute(VERDICT, "deny")
                        .setAttribute(CODE, denied.code())
                        .setAttribute(ERROR, denied.code())
                        .setStatus(StatusCode.ERROR);
        }
    }

    private boolean named(CallContext call) {
        return tool(call) && known.test(call.server(), call.tool());
    }

    private static boolean tool(CallContext call) {
        return !call.tool().startsWith(GovernedMethod.ENTRY_PREFIX);
    }

    private static Optional<String> method(CallContext call) {
        return call.revision()
                .map(any -> tool(call)
                        ? GovernedMethod.TOOL.method()
                        : call.tool().substring(GovernedMethod.ENTRY_PREFIX.length()));
    }

    /** Returns {@code tools/call NAME}; without the name of what the catalogue does not have. */
    private String name(CallContext call) {
        String method = method(call).orElse("call");
        return named(call) ? method + " " + call.tool() : method;
    }

    /** An id of a task; anything else that a caller writes there is not told on. */
    private static boolean isTask(String id) {
        return id.matches("t-[0-9]{1,19}");
    }

    /** The same continuation, in a trace. */
    private record Traced(Continuation continuation, TraceContext on) implements Continuation {

        @Override
        public boolean reads(ObjectNode words) {
            return continuation.reads(words);
        }

        @Override
        public Decision decide(ObjectNode answers, Map<String, ObjectNode> forms) {
            return continuation.decide(answers, forms);
        }

        @Override
        public boolean repeatable() {
            return continuation.repeatable();
        }

        @Override
        public boolean hadNoEffect(Evidence evidence) {
            return continuation.hadNoEffect(evidence);
        }

        @Override
        public Optional<Injection> injection() {
            return continuation.injection();
        }

        @Override
        public Optional<TraceContext> trace() {
            return Optional.of(on);
        }
    }
}
