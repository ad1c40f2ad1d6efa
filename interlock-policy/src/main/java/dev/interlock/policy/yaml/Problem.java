package dev.interlock.policy.yaml;

import java.util.Optional;

/**
 * Why a file is no tree of nodes.
 *
 * @param remedy what to write instead
 * @param first where the same was written before, if that is what is wrong
 */
public record Problem(Kind kind, Place place, String message, String remedy, Optional<Place> first) {

    /** The closed set of what can be wrong with the YAML itself. */
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
