package dev.interlock.server.domain;

/**
 * What was asked cannot be done now: the ledger cannot be written, too much is waiting, or the record cannot be searched. Nothing was
 * decided: deny.
 */
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
