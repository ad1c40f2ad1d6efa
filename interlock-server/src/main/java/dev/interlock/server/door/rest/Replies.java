package dev.interlock.server.door.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.enforce.CallAnswer;
import dev.interlock.server.http.server.Problem;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.http.server.Reply;
import dev.interlock.server.json.Json;
import dev.interlock.server.openapi.Operation;
import dev.interlock.server.upstream.rest.RestApi;
import dev.interlock.server.upstream.rest.RestOutcome;
import java.util.Optional;

/**
 * The replies to an agent. An answer of the API goes on as it came; an answer of Interlock is a problem. A header of
 * each reply says which of them it is.
 *
 * <p>INVARIANT: no API speaks for Interlock.
 */
final class Replies {

    private final RestApi api;
    private final Operation operation;
    private final RestForwarder forwarder;

    Replies(RestApi api, Operation operation, RestForwarder forwarder) {
        this.api = api;
        this.operation = operation;
        this.forwarder = forwarder;
    }

    Reply of(CallAnswer answer) {
        return switch (answer) {
            case CallAnswer.Relayed(ObjectNode result, ObjectNode details) -> relayed(result, details);
            case CallAnswer.Denied(String code, String message, ObjectNode details) ->
                problem(deniedStatus(code), "denied", code, message + " Nothing was done.", details, Optional.empty());
            case CallAnswer.Held(String hold, String message, ObjectNode details) ->
                problem(
                        409,
                        "held",
                        Optional.ofNullable(Json.string(details, "code")).orElse("held"),
                        message + " Nothing was done. Once the hold is approved, send exactly the same request again.",
                        details,
                        Optional.of(hold));
            case CallAnswer.NotDone notDone -> notDone(notDone);
            case CallAnswer.Withheld(String code, String message, ObjectNode details) ->
                problem(403, "withheld", code, message, details, Optional.empty());
            case CallAnswer.Uncertain(String message, ObjectNode details) ->
                unclear(
                        "unknown",
                        "outcome-unknown",
                        message + " It may have taken effect; do not send it again until the outcome is known.",
                        details);
            case CallAnswer.Unanswered(String message, ObjectNode details) ->
                unclear("permitted", "answer-lost", message + " Do not send it again.", details);
        };
    }

    /**
     * The reply where the answer does not say what became of the call. A refusal of the API is for the agent, whether or not it proves
     * that nothing was done.
     */
    private Reply unclear(String verdict, String code, String message, ObjectNode details) {
        Optional<RestOutcome.Answered> refusal = forwarder.refusal();
        return refusal.isPresent()
                ? PassedAnswer.of(api, operation, refusal.get())
                        .with(Decision.HEADER, Decision.of(verdict, details, Optional.of(code), Optional.empty()))
                : problem(forwarder.late() ? 504 : 502, verdict, code, message, details, Optional.empty());
    }

    private Reply relayed(ObjectNode result, ObjectNode details) {
        Optional<RestOutcome.Answered> answered = forwarder.answered();
        if (answered.isEmpty() || !forwarder.gave(result)) {
            return problem(
                    502,
                    "permitted",
                    "answer-withheld",
                    "the call was carried out; its answer is not shown.",
                    details,
                    Optional.empty());
        }
        return PassedAnswer.of(api, operation, answered.get())
                .with(Decision.HEADER, Decision.of("permitted", details, Optional.empty(), Optional.empty()));
    }

    private Reply notDone(CallAnswer.NotDone notDone) {
        Optional<RestOutcome.Answered> refusal = forwarder.refusal();
        if (refusal.isPresent()) {
            return PassedAnswer.of(api, operation, refusal.get())
                    .with(
                            Decision.HEADER,
                            Decision.of("permitted", notDone.details(), Optional.of(notDone.code()), Optional.empty()));
        }
        return problem(
                forwarder.late() ? 504 : 502,
                "permitted",
                notDone.code(),
                "permitted, but " + notDone.message() + " Nothing was done.",
                notDone.details(),
                Optional.empty());
    }

    private static int deniedStatus(String code) {
        return switch (code) {
            case "unavailable" -> 503;
            case "internal" -> 500;
            default -> 403;
        };
    }

    /** Returns the reply to a request that was never a call. */
    static Reply refused(Refusal refusal) {
        int status = refusal.status();
        return Problem.of(status, title(status), refusal.code(), refusal.getMessage(), Json.object())
                .with(Decision.HEADER, Decision.refused(refusal.code()))
                .with(refusal.headers());
    }

    private static String title(int status) {
        return switch (status) {
            case 403 -> "denied";
            case 404 -> "there is no such operation";
            case 409 -> "held until an independent person approves";
            case 429 -> "too many requests";
            case 500 -> "the gateway failed";
            case 502 -> "the API gave no usable answer";
            case 504 -> "the API did not answer in time";
            default -> Problem.title(status);
        };
    }

    private static Reply problem(
            int status, String verdict, String code, String detail, ObjectNode details, Optional<String> hold) {
        ObjectNode members = Json.object();
        members.setAll(details);
        members.put("verdict", verdict);
        hold.ifPresent(id -> members.put("hold", id));
        Reply reply = Problem.of(status, title(status), code, detail, members)
                .with(Decision.HEADER, Decision.of(verdict, details, Optional.of(code), hold));
        return status == 503 ? reply.with("Retry-After", "1") : reply;
    }
}
