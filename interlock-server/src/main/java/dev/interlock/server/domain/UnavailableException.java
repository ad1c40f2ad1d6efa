package dev.interlock.server.domain;

/** The domain cannot decide now: the ledger cannot be written, or too much is waiting. Nothing was decided: deny. */
public final class UnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public UnavailableException(String message) {
        super(message);
    }

    public UnavailableException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Always there. */
    @Override
    public String getMessage() {
        String message = super.getMessage();
        return message == null ? "the domain cannot decide now" : message;
    }
}
