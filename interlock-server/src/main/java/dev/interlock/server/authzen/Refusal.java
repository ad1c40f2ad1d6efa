package dev.interlock.server.authzen;

import java.util.Map;

/** A request is not answered with a decision: a status of HTTP, and a message for people. */
final class Refusal extends Exception {

    private static final long serialVersionUID = 1L;

    /** Among the headers, and no header: the type of a problem. */
    static final String PROBLEM = "";

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

    /** Of the access request profile: a problem of RFC 9457. */
    static Refusal problem(int status, String kind, String message) {
        return new Refusal(status, message, Map.of(PROBLEM, "urn:openid:authzen:access-request:error:" + kind));
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
