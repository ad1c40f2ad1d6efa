package dev.interlock.server.mcp.wire;

/** A JSON text breaks the rules in a part that is not kept in memory. */
final class MalformedTextException extends Exception {
    private static final long serialVersionUID = 1;

    MalformedTextException(String message) {
        super(message);
    }

    @Override
    public String getMessage() {
        return java.util.Objects.requireNonNull(super.getMessage());
    }
}
