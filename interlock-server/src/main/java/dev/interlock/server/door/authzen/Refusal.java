package dev.interlock.server.door.authzen;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A request is not answered with a decision: a status of HTTP, and a message for people. */
final class Refusal extends Exception {

    private static final long serialVersionUID = 1L;

    /** The name of the type of a problem among the headers, where it is none. */
    static final String PROBLEM = "";

    /** The type of a problem of which the status says all (RFC 9457). */
    static final String BLANK = "about:blank";

    private final int status;
    private final transient Map<String, String> headers;
    /** The reason under which the refusal is recorded; empty if it is not. */
    private final String reason;

    Refusal(int status, String message) {
        this(status, message, Map.of());
    }

    Refusal(int status, String message, Map<String, String> headers) {
        this(status, message, headers, "");
    }

    private Refusal(int status, String message, Map<String, String> headers, String reason) {
        super(message, null, false, false);
        this.reason = reason;
        this.status = status;
        this.headers = Map.copyOf(headers);
    }

    /** Returns a refusal of the access request profile: a problem of RFC 9457. */
    static Refusal problem(int status, String kind, String message) {
        return new Refusal(
                status,
                message,
                Map.of(PROBLEM, "urn:openid:authzen:access-request:error:" + kind),
                kind.replace('_', '-'));
    }

    /** The same as a problem of no type of its own, where it is none yet. */
    Refusal asProblem() {
        if (headers.containsKey(PROBLEM)) {
            return this;
        }
        var all = new HashMap<>(headers);
        all.put(PROBLEM, BLANK);
        return new Refusal(status, message(), all, reason);
    }

    /** The same of a part of the request, whose place comes first. */
    Refusal at(String place) {
        return new Refusal(status, place + message(), headers, reason);
    }

    /** Refuses what is malformed, or not what this endpoint takes. */
    static Refusal invalid(String message) {
        return new Refusal(400, message).as("request-invalid");
    }

    /** The same, and it is recorded for this reason, which is stable. */
    Refusal as(String recorded) {
        return new Refusal(status, message(), headers, recorded);
    }

    Optional<String> reason() {
        return reason.isEmpty() ? Optional.empty() : Optional.of(reason);
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
