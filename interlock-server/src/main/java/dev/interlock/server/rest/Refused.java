package dev.interlock.server.rest;

import java.util.Objects;

/** Control flow of this package alone: a request that the door refuses, with the status and what is told about it. */
final class Refused extends Exception {

    /** The request is malformed, or is not what the description says. */
    static final String INVALID = "request-invalid";

    private static final long serialVersionUID = 1;

    private final int status;
    private final String code;

    Refused(int status, String code, String detail) {
        super(detail, null, false, false);
        this.status = status;
        this.code = code;
    }

    /** A malformed request. */
    static Refused invalid(String detail) {
        return new Refused(400, INVALID, detail);
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
