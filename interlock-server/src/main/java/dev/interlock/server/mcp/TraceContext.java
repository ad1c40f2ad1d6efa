package dev.interlock.server.mcp;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A trace context names the place of a request in the trace of its sender (W3C Trace Context), in headers or in {@code
 * _meta}. Nothing proves it, so nothing is decided by it.
 *
 * @param parent {@code traceparent}: version, trace, span and flags in hex
 * @param state {@code tracestate}, as it came
 */
public record TraceContext(String parent, Optional<String> state) {

    private static final Pattern PARENT = Pattern.compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");
    private static final Pattern STATE = Pattern.compile("[\\x20-\\x7e]{1,512}");

    /**
     * Returns the context of these two values; empty if the first is malformed, and then the second counts for nothing.
     */
    public static Optional<TraceContext> of(Optional<String> parent, Optional<String> state) {
        return parent.filter(text -> PARENT.matcher(text).matches())
                .map(text -> new TraceContext(
                        text, state.filter(given -> STATE.matcher(given).matches())));
    }

    /** Returns the context of headers that may occur once each; a doubled one says nothing. */
    public static Optional<TraceContext> ofHeaders(List<String> parent, List<String> state) {
        return parent.size() == 1
                ? of(
                        Optional.of(parent.getFirst()),
                        state.size() == 1 ? Optional.of(state.getFirst()) : Optional.empty())
                : Optional.empty();
    }
}
