package dev.interlock.policy.yaml;

import java.util.Optional;

/**
 * A reason why a file is no tree of nodes.
 *
 * @param remedy the advice what to write instead
 * @param first the place where the same was written before, if the problem is that it is written twice
 */
public record Problem(Kind kind, Place place, String message, String remedy, Optional<Place> first) {

    /** The closed set of problems that the YAML itself can have. */
    public enum Kind {
        SYNTAX,
        DUPLICATE_KEY,
        ANCHOR,
        TAG,
        TOO_DEEP
    }

    Problem(Kind kind, Place place, String message, String remedy) {
        this(kind, place, message, remedy, Optional.empty());
    }
}
