package dev.interlock.server.authzen;

import java.util.Map;

/** A request is not answered with a decision: a status of HTTP, and a message for people. */
final class Refusal extends Exception {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient Map<String, String> headers;

    Refusal(int status, String message) {
        this(status, message, Map.of());
    }

    Refusal(int status, String message, Map<String, String> headers) {
        super(message, null, false, false);
        this.status = status;
        this.headers = Map.copyOf(headers);
    }

    /** Malformed, or not what this endpoint takes. */
    static Refusal invalid(String message) {
        return new Refusal(400, message);
    }

    int status() {
        return status;
    }

    Map<String, String> headers() {
        return headers;
    }

    String message() {
        return String.valueOf(getMessage());
    }
}
