package dev.interlock.server.observe.trace;

import dev.interlock.server.mcp.TraceContext;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import java.util.Optional;

/** Trace contexts of W3C, to and from those of OpenTelemetry. */
final class W3c {

    private W3c() {}

    /** Returns the trace context that a caller named, as the parent of spans. */
    static Context read(TraceContext given) {
        // INVARIANT of TraceContext: four parts of hex, none of which is empty.
        String[] parts = given.parent().split("-");
        return Context.root()
                .with(Span.wrap(SpanContext.createFromRemoteParent(
                        parts[1], parts[2], TraceFlags.fromHex(parts[3], 0), TraceState.getDefault())));
    }

    /**
     * A span, as the parent of those of others.
     *
     * @param state that the caller gave, which goes on as it is: nothing of it is ours
     */
    static TraceContext write(SpanContext span, Optional<String> state) {
        return new TraceContext(
                "00-" + span.getTraceId() + "-" + span.getSpanId() + "-"
                        + span.getTraceFlags().asHex(),
                state);
    }
}
