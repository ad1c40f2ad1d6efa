package dev.interlock.provenance.index;

/**
 * The places where a value stands.
 *
 * @param positions of its first token, newest first
 * @param unknown whether it may stand elsewhere, too
 */
public record Places(int[] positions, boolean unknown) {

    static final Places NONE = new Places(new int[0], false);
    static final Places UNKNOWN = new Places(new int[0], true);

    /** Returns whether it is known that the value stands somewhere. */
    public boolean isKnown() {
        return positions.length > 0;
    }

    /** Returns whether it is known that the value stands nowhere. */
    public boolean isNone() {
        return positions.length == 0 && !unknown;
    }
}
