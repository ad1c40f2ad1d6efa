package dev.interlock.server.replay.read;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The outcome of a call of a trace. */
public sealed interface Outcome {

    /**
     * The call took effect.
     *
     * @param structured the result as an object, where it is one
     * @param text the result as text, where it is that
     */
    record Succeeded(
            @Nullable Map<String, @Nullable Object> structured,
            @Nullable String text) implements Outcome {}

    /** The call had no effect: the trace says so. */
    record Failed(String reason) implements Outcome {}

    /** The tool answered with an error: what that means is for the catalogue to say. */
    record Errored(String reason) implements Outcome {}

    /** The call may have happened or not. */
    record Unknown(String reason) implements Outcome {}

    /** The outcome is not known yet: the call is in flight. */
    record Open() implements Outcome {}

    /** Success with a result that says nothing. */
    Outcome SUCCEEDED = new Succeeded(null, null);

    Outcome OPEN = new Open();

    /** Success with a result that {@link JsonValues} made; one that is neither an object nor a text says nothing. */
    static Outcome succeeded(@Nullable Object result) {
        if (result instanceof Map<?, ?> map) {
            @SuppressWarnings("unchecked") // the keys of objects are texts
            Map<String, @Nullable Object> object = (Map<String, @Nullable Object>) map;
            return new Succeeded(object, null);
        }
        return result instanceof String text ? new Succeeded(null, text) : SUCCEEDED;
    }
}
