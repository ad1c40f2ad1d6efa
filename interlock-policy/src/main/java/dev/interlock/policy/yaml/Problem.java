package dev.interlock.policy.yaml;

/**
 * Why a file is no tree of nodes.
 *
 * @param remedy what to write instead
 */
public record Problem(Kind kind, Place place, String message, String remedy) {

    /** The closed set of what can be wrong with the YAML itself. */
    public enum Kind {
        SYNTAX,
        DUPLICATE_KEY,
        ANCHOR,
        TAG,
        TOO_DEEP
    }
}
