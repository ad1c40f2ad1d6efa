package dev.interlock.server.door.rest;

import java.util.Objects;

/** A refused request, with the status and the problem that are its answer. Control flow inside this package alone. */
final class Refusal extends Exception {

    /** The request is malformed, or is not what the description says. */
    static final String INVALID = "request-invalid";

    private static final long serialVersionUID = 1;

    private final int status;
    private final String code;
    private final long retryAfter;

    Refusal(int status, String code, String detail) {
        this(status, code, detail, 0);
    }

    private Refusal(int status, String code, String detail, long retryAfter) {
        super(detail, null, false, false);
        this.status = status;
        this.code = code;
        this.retryAfter = retryAfter;
    }

    /** A malformed request. */
    static Refusal invalid(String detail) {
        return new Refusal(400, INVALID, detail);
    }

    /** Refuses a request that may come again after so many seconds. */
    static Refusal busy(String detail, long retryAfter) {
        return new Refusal(429, "too-many-requests", detail, retryAfter);
    }

    long retryAfter() {
        return retryAfter;
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }

    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }
}
