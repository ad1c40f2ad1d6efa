package dev.interlock.server.door.authzen;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.http.server.Reply;
import dev.interlock.server.json.Json;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A request is not answered with a decision: a status of HTTP, and a message for people. */
final class AuthzenRefusal extends Exception {

    private static final long serialVersionUID = 1L;

    /** The name of the type of a problem among the headers, where it is none. */
    static final String PROBLEM = "";

    /** The type of a problem of which the status says all (RFC 9457). */
    static final String BLANK = "about:blank";

    private final int status;
    private final transient Map<String, String> headers;
    /** The reason under which the refusal is recorded; empty if it is not. */
    private final String reason;

    AuthzenRefusal(int status, String message) {
        this(status, message, Map.of());
    }

    AuthzenRefusal(int status, String message, Map<String, String> headers) {
        this(status, message, headers, "");
    }

    private AuthzenRefusal(int status, String message, Map<String, String> headers, String reason) {
        super(message, null, false, false);
        this.reason = reason;
        this.status = status;
        this.headers = Map.copyOf(headers);
    }

    /** Returns a refusal of the access request profile: a problem of RFC 9457. */
    static AuthzenRefusal problem(int status, String kind, String message) {
        return new AuthzenRefusal(
                status,
                message,
                Map.of(PROBLEM, "urn:openid:authzen:access-request:error:" + kind),
                kind.replace('_', '-'));
    }

    /** Returns this refusal as a problem without a type of its own, if it is none yet. */
    AuthzenRefusal asProblem() {
        if (headers.containsKey(PROBLEM)) {
            return this;
        }
        var all = new HashMap<>(headers);
        all.put(PROBLEM, BLANK);
        return new AuthzenRefusal(status, message(), all, reason);
    }

    /** Returns this refusal of a part of the request, whose place comes first. */
    AuthzenRefusal at(String place) {
        return new AuthzenRefusal(status, place + message(), headers, reason);
    }

    /** Refuses what is malformed, or not what this endpoint takes. */
    static AuthzenRefusal invalid(String message) {
        return new AuthzenRefusal(400, message).as("request-invalid");
    }

    /** Returns this refusal, which is recorded for this reason, a stable one. */
    AuthzenRefusal as(String recorded) {
        return new AuthzenRefusal(status, message(), headers, recorded);
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

    /** Returns the reply as the API wants it: a message and no more, or a problem. */
    Reply reply() {
        if (!headers.containsKey(PROBLEM)) {
            return Reply.text(status, message()).with(headers);
        }
        var others = new HashMap<>(headers);
        String problem = String.valueOf(others.remove(PROBLEM));
        others.put("Content-Type", "application/problem+json");
        ObjectNode body = Json.object()
                .put("type", problem)
                .put("title", title(problem, status))
                .put("status", status)
                .put("detail", message());
        return Reply.json(status, body).with(others);
    }

    private static String title(String problem, int status) {
        return problem.equals(BLANK)
                ? switch (status) {
                    case 400 -> "Bad Request";
                    case 404 -> "Not Found";
                    case 405 -> "Method Not Allowed";
                    case 413 -> "Content Too Large";
                    case 429 -> "Too Many Requests";
                    case 503 -> "Service Unavailable";
                    default -> "Error";
                }
                : problem.substring(problem.lastIndexOf(':') + 1).replace('_', ' ');
    }
}
