package dev.interlock.server.json;

/** A JSON text breaks the rules in a part that is not kept in memory. */
public final class MalformedTextException extends Exception {
    private static final long serialVersionUID = 1;

    MalformedTextException(String message) {
        super(message);
    }

    @Override
    public String getMessage() {
        return java.util.Objects.requireNonNull(super.getMessage());
    }
}
