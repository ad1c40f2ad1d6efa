package dev.interlock.server.door.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.server.door.RateLimiter;
import dev.interlock.server.json.Json;
import java.util.List;
import java.util.Map;

/**
 * Errors as problems of RFC 9457. The member {@code code} is stable: one of the engine's reason codes or of those here;
 * {@code detail} is for people and may change.
 */
final class Problems {

    static final String UNAUTHENTICATED = "unauthenticated";
    static final String NOT_FOUND = "not-found";
    static final String METHOD = "method-not-allowed";
    static final String REQUEST = "request-invalid";
    static final String UNAVAILABLE = "unavailable";
    static final String BUNDLE = "bundle-rejected";
    static final String BUSY = "too-many-requests";
    static final String INTERNAL = "internal";

    private Problems() {}

    /**
     * A flaw in the body or the query.
     *
     * @param pointer where, as a JSON pointer, or the name of a parameter
     */
    record Flaw(String pointer, String detail) {}

    static ApiReply of(int status, String code, String detail) {
        ObjectNode body = Json.object()
                .put("type", "about:blank")
                .put("title", title(status))
                .put("status", status)
                .put("code", code)
                .put("detail", detail);
        return ApiReply.of(status, body);
    }

    static ApiReply with(ApiReply problem, String header, String value) {
        return new ApiReply(problem.status(), Map.of(header, value), problem.body());
    }

    static ApiReply flaws(List<Flaw> flaws) {
        ApiReply problem = of(
                400,
                REQUEST,
                flaws.getFirst().pointer() + ": " + flaws.getFirst().detail());
        var errors = problem.body().putArray("errors");
        flaws.forEach(flaw -> errors.addObject().put("pointer", flaw.pointer()).put("detail", flaw.detail()));
        return problem;
    }

    static ApiReply notFound(String detail) {
        return of(404, NOT_FOUND, detail);
    }

    static ApiReply unavailable(String detail) {
        return with(of(503, UNAVAILABLE, detail), "Retry-After", "1");
    }

    static ApiReply busy(RateLimiter.Busy busy) {
        return with(of(429, BUSY, busy.message()), "Retry-After", Long.toString(busy.seconds()));
    }

    static ApiReply refused(Answer.Refused refused) {
        return of(status(refused.code()), refused.code().text(), refused.message());
    }

    private static int status(RefusalCode code) {
        return switch (code) {
            case TASK_UNKNOWN,
                    HOLD_UNKNOWN,
                    CALL_UNKNOWN,
                    LINK_UNKNOWN,
                    LEASE_UNKNOWN,
                    RESUME_UNKNOWN,
                    DELEGATION_UNKNOWN,
                    LANE_UNKNOWN -> 404;
            case TASK_ENDED,
                    TASK_EXPIRED,
                    PROPOSAL_EXPIRED,
                    PROPOSAL_UNKNOWN,
                    HOLD_CLOSED,
                    HOLD_OUTDATED,
                    HOLD_EXPIRED,
                    HOLDS_DIFFER,
                    CALL_SETTLED,
                    REPORT_LATE,
                    CONFIRMATION_EARLY,
                    CONFIRMATION_DOUBTFUL,
                    IDEMPOTENCY_CONFLICT,
                    LEASE_ENDED,
                    LEASES_EXHAUSTED,
                    DELEGATIONS_EXHAUSTED,
                    NOT_SUSPENDED,
                    LANE_OPEN,
                    LANE_ENDED,
                    LANE_REVIEWED,
                    LANE_UNREVIEWED -> 409;
            case NOT_ALLOWED,
                    SOURCE_UNKNOWN,
                    NOT_INDEPENDENT,
                    NOT_IN_GROUP,
                    OUTSIDE_SCOPE,
                    TASK_NOT_YOURS,
                    CALL_NOT_YOURS,
                    TOKEN_FOR_ANOTHER_TASK,
                    BEYOND_PARENT,
                    OUTSIDE_INTENT,
                    OUTSIDE_OBJECTS,
                    INTENT_NOT_GRANTED,
                    AGENT_SUSPENDED,
                    OWNER_GONE,
                    OWNER_MISSING,
                    OUTSIDE_LANE,
                    LANE_UNAVAILABLE,
                    RUNTIME_IN_LANE,
                    RUNTIME_NOT_FRESH -> 403;
            case TOOL_UNKNOWN,
                    ARGUMENT_INVALID,
                    RELATION_CONTRADICTED,
                    RELIED_UPON,
                    LANE_LIMIT_EXCEEDED,
                    TICKET_REQUIRED,
                    CONFIRMATION_REQUIRED,
                    CONFIRMATION_WRONG,
                    INTENT_UNKNOWN -> 422;
            case ANSWERS_EXHAUSTED, TASKS_EXHAUSTED -> 429;
        };
    }

    private static String title(int status) {
        return switch (status) {
            case 400 -> "the request is malformed";
            case 401 -> "the caller is not known";
            case 403 -> "the caller may not do this";
            case 404 -> "there is no such thing";
            case 405 -> "the method is not answered here";
            case 409 -> "it is too late for this";
            case 413 -> "the body is too long";
            case 415 -> "the body is of another media type";
            case 422 -> "the request makes no sense here";
            case 429 -> "this is too much for now";
            case 503 -> "no decision is possible now";
            default -> "the server failed";
        };
    }
}
