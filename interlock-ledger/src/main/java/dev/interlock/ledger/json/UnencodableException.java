package dev.interlock.ledger.json;

/** A value that canonical JSON cannot carry exactly. Nothing was written. */
public final class UnencodableException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /** @param pointer the place of the value, as a JSON pointer (RFC 6901); empty for the whole document */
    UnencodableException(String pointer, String problem) {
        super((pointer.isEmpty() ? "" : "at `" + pointer + "`: ") + problem);
    }
}
