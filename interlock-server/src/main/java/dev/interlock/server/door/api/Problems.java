package dev.interlock.server.door.api;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.server.http.server.Challenge;
import dev.interlock.server.http.server.Problem;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.http.server.Reply;
import dev.interlock.server.identity.presence.Freshness;
import dev.interlock.server.identity.presence.StepUp;
import java.time.Duration;

/** The errors of the API: their codes, which are stable, beside those of the engine, and the status of each. */
final class Problems {

    /** The code of RFC 9470, in the form of ours. */
    static final String STEP_UP = StepUp.CODE;

    static final String UNAUTHENTICATED = "unauthenticated";
    static final String NOT_FOUND = "not-found";
    static final String METHOD = "method-not-allowed";
    static final String UNAVAILABLE = "unavailable";
    static final String BUNDLE = "bundle-rejected";
    static final String INTERNAL = "internal";

    private Problems() {}

    static Reply of(int status, String code, String detail) {
        return Problem.of(status, code, detail);
    }

    static Reply notFound(String detail) {
        return Problem.of(404, NOT_FOUND, detail);
    }

    /**
     * Returns the refusal of somebody whose proof to be there is too old, told as RFC 9470 has it.
     *
     * @param who as in {@code the approver}
     */
    static Refusal stepUp(String who, Freshness freshness) {
        Duration within = freshness.within().orElseThrow();
        String words = Freshness.words(within);
        return new Refusal(
                        401,
                        STEP_UP,
                        who + " must have proven who they are within the last " + words
                                + ". Sign in to the console or log in again, then repeat the request")
                .with(
                        Challenge.HEADER,
                        Challenge.of("Bearer")
                                .with("error", "insufficient_user_authentication")
                                .with("error_description", "a login within the last " + words + " is required")
                                .with("max_age", Long.toString(within.toSeconds()))
                                .toString());
    }

    static Refusal absent(String detail) {
        return new Refusal(404, NOT_FOUND, detail);
    }

    static Reply unavailable(String detail) {
        return Problem.of(503, UNAVAILABLE, detail).with("Retry-After", "1");
    }

    static Reply refused(Answer.Refused refused) {
        return Problem.of(refusal(refused));
    }

    static Refusal refusal(Answer.Refused refused) {
        return new Refusal(status(refused.code()), refused.code().text(), refused.message());
    }

    private static int status(RefusalCode code) {
        return switch (code) {
            case TASK_UNKNOWN,
                    HOLD_UNKNOWN,
                    CALL_UNKNOWN,
                    LINK_UNKNOWN,
                    CONTACT_UNKNOWN,
                    LEASE_UNKNOWN,
                    RESUME_UNKNOWN,
                    DELEGATION_UNKNOWN,
                    LANE_UNKNOWN,
                    ACCEPTANCE_UNKNOWN -> 404;
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
                    CLOCK_NOT_IN_DOUBT,
                    CLOCK_DIFFERS,
                    LANE_OPEN,
                    LANE_ENDED,
                    LANE_REVIEWED,
                    LANE_UNREVIEWED,
                    LEDGER_NOT_CLOSED -> 409;
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
            case LEDGER_CLOSED -> 503;
            case CLOCK_IN_DOUBT -> 503;
        };
    }
}
