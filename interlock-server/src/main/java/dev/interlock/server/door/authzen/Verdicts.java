package dev.interlock.server.door.authzen;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.command.Answer;
import dev.interlock.server.enforce.Decided;
import dev.interlock.server.enforce.Reasons;
import dev.interlock.server.json.Json;
import dev.interlock.server.render.Ids;
import java.time.Instant;
import java.util.Optional;

/**
 * The answers of evaluations. The context of a recorded decision has the {@code evaluation_id}, that of a permit the
 * time until which its outcome is to be reported; that of a denial has the stable code of the first {@code reason}, and
 * all of them in words.
 */
final class Verdicts {

    private Verdicts() {}

    /** Returns the answer to a call that nobody could decide on. */
    static ObjectNode nobody(String reason, String message, boolean advisory) {
        ObjectNode answer = Json.object().put("decision", false);
        ObjectNode context = answer.putObject("context").put("reason", reason);
        context.putObject("reason_user").put("en", message);
        return advisory ? marked(answer, context) : answer;
    }

    /** Returns the answer where there is nothing to decide on. */
    static ObjectNode permitted(boolean advisory) {
        ObjectNode answer = Json.object().put("decision", true);
        ObjectNode context = answer.putObject("context");
        return advisory ? marked(answer, context) : answer;
    }

    /** Adds the next step after an approval that did not help. */
    static ObjectNode next(ObjectNode answer, String reason, String action) {
        context(answer).put("reason", reason).put("next_action", action);
        return answer;
    }

    /** Returns the part of an answer that metrics and traces show. */
    static EvaluationWatch.Answered watched(ObjectNode answer) {
        ObjectNode context = context(answer);
        EvaluationWatch.Verdict verdict = EvaluationWatch.Verdict.DENIED;
        if (answer.path("decision").booleanValue()) {
            verdict = EvaluationWatch.Verdict.PERMITTED;
        } else if (context.path("held").booleanValue()) {
            verdict = EvaluationWatch.Verdict.HELD;
        }
        return new EvaluationWatch.Answered(
                verdict,
                Optional.ofNullable(Json.string(context, "evaluation_id")),
                Optional.ofNullable(Json.string(context, "reason")));
    }

    static ObjectNode context(ObjectNode answer) {
        return (ObjectNode) answer.get("context");
    }

    static ObjectNode advisory(Decided decided) {
        ObjectNode context = Json.object();
        ObjectNode answer = of(decided, context);
        return marked(answer, context);
    }

    private static ObjectNode marked(ObjectNode answer, ObjectNode context) {
        context.put("advisory", true);
        return answer;
    }

    static ObjectNode enforced(Decided decided) {
        ObjectNode context = Json.object();
        context.put("evaluation_id", Ids.call(((Answer.Verdict) decided.answer()).call()));
        if (decided.reportMillis().isPresent()) {
            context.put(
                    "report_until",
                    Instant.ofEpochMilli(decided.reportMillis().getAsLong()).toString());
        }
        return of(decided, context);
    }

    private static ObjectNode of(Decided decided, ObjectNode context) {
        boolean permitted = decided.answer() instanceof Answer.Permit;
        ObjectNode answer = Json.object().put("decision", permitted);
        answer.set("context", context);
        if (!permitted) {
            Reasons reasons = decided.reasons();
            context.put("reason", reasons.code());
            context.putObject("reason_user").put("en", reasons.message());
            ArrayNode each = context.putArray("reasons");
            each.addAll(reasons.each());
        }
        if (decided.answer() instanceof Answer.Hold) {
            context.put("held", true);
        }
        return answer;
    }
}
