package dev.interlock.server.observe.trace;

import static dev.interlock.server.observe.trace.OtlpExport.text;

import dev.interlock.server.door.authzen.EvaluationWatch;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;

/**
 * Each evaluation for an enforcement point outside is a span, in the trace of the enforcement point.
 *
 * <p>INVARIANT: only ids of ours, names of the configuration and words of our own become attributes.
 */
final class TracedEvaluations implements EvaluationWatch {

    private static final AttributeKey<String> METHOD = text("mcp.method.name");
    private static final AttributeKey<String> CALL = text("gen_ai.tool.call.id");
    private static final AttributeKey<String> ERROR = text("error.type");
    private static final AttributeKey<String> DOOR = text("interlock.door");
    private static final AttributeKey<String> CALLER = text("interlock.caller");
    private static final AttributeKey<String> VERDICT = text("interlock.verdict");
    private static final AttributeKey<String> CODE = text("interlock.code");

    private final Tracer tracer;

    TracedEvaluations(Tracer tracer) {
        this.tracer = tracer;
    }

    @Override
    public Open begins(About about) {
        Context from = about.trace().map(W3c::read).orElse(Context.root());
        SpanBuilder builder = tracer.spanBuilder("evaluation")
                .setSpanKind(SpanKind.SERVER)
                .setParent(from)
                .setAttribute(DOOR, "authzen")
                .setAttribute(CALLER, about.by());
        about.method().ifPresent(method -> builder.setAttribute(METHOD, method));
        return new Traced(builder.startSpan());
    }

    private record Traced(Span span) implements Open {

        @Override
        public void answered(Answered answer) {
            answer.call().ifPresent(call -> span.setAttribute(CALL, call));
            answer.code().ifPresent(code -> span.setAttribute(CODE, code));
            switch (answer.verdict()) {
                case PERMITTED -> span.setAttribute(VERDICT, "permit");
                case HELD -> span.setAttribute(VERDICT, "hold");
                case DENIED -> {
                    span.setAttribute(VERDICT, "deny").setStatus(StatusCode.ERROR);
                    answer.code().ifPresent(code -> span.setAttribute(ERROR, code));
                }
            }
            span.end();
        }

        @Override
        public void refused() {
            span.setAttribute(ERROR, "refused").setStatus(StatusCode.ERROR).end();
        }

        @Override
        public void failed(Throwable cause) {
            // The class alone: messages may name what is asked.
            span.setAttribute(ERROR, cause.getClass().getName())
                    .setStatus(StatusCode.ERROR)
                    .end();
        }
    }
}
