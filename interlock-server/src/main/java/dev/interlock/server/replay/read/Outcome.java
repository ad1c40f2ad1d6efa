package dev.interlock.server.replay.read;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a call of a trace came out. */
public sealed interface Outcome {

    /**
     * It took effect.
     *
     * @param structured the result as an object, where it is one
     * @param text the result as text, where it is that
     */
    record Succeeded(
            @Nullable Map<String, @Nullable Object> structured,
            @Nullable String text) implements Outcome {}

    /** Nothing happened: the trace says so. */
    record Failed(String reason) implements Outcome {}

    /** The tool answered with an error: what that means is for the catalogue to say. */
    record Errored(String reason) implements Outcome {}

    /** It may have happened or not. */
    record Unknown(String reason) implements Outcome {}

    /** Not known yet: the call is in flight. */
    record Open() implements Outcome {}

    /** Succeeded with a result that says nothing. */
    Outcome SUCCEEDED = new Succeeded(null, null);

    Outcome OPEN = new Open();
}
