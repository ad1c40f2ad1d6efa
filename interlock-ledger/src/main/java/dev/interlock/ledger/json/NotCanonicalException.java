package dev.interlock.ledger.json;

/** Bytes that are not canonical JSON. */
public final class NotCanonicalException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final int position;

    NotCanonicalException(int position, String problem) {
        super("at byte " + position + ": " + problem);
        this.position = position;
    }

    /** The offset of the offending byte, from 0. */
    public int position() {
        return position;
    }
}
