package dev.interlock.engine.model;

import java.util.List;

/**
 * The destinations of one call. Computed once, from its arguments, before the decision, and recorded with the call; never computed
 * again in the fold.
 *
 * @param complete whether these are all of them; a call that names too many has more
 * @param named each destination once
 */
public record Destinations(boolean complete, List<Destination> named) {

    /** The most destinations that are read from one call. */
    public static final int MOST = 256;

    /** The destinations of a call that reaches nobody, as in a story that is made up. */
    public static final Destinations NONE = new Destinations(true, List.of());

    /** The destinations of a recorded call of which nobody looked for any. */
    public static final Destinations UNKNOWN = new Destinations(false, List.of());

    public Destinations {
        named = List.copyOf(named);
    }
}
