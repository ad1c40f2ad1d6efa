package dev.interlock.server.enforce;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.Need;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.server.domain.UnavailableException;
import dev.interlock.server.render.FindingWords;
import dev.interlock.server.render.Ids;
import dev.interlock.server.render.UnknownWords;
import dev.interlock.server.upstream.CallOutcome;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Verdicts and outcomes as answers that an agent can act on. */
final class Answers {

    private final Bundle bundle;
    private final FindingWords words;

    Answers(Bundle bundle) {
        this.bundle = bundle;
        this.words = new FindingWords(bundle);
    }

    CallAnswer denied(Answer.Deny deny) {
        List<Finding> reasons = with(deny.findings(), Outcome.DENY);
        ObjectNode details = details(deny.call(), reasons);
        return new CallAnswer.Denied(reasons.getFirst().code().text(), sentences(reasons), details);
    }

    CallAnswer held(Answer.Hold hold) {
        List<Finding> reasons = with(hold.findings(), Outcome.HOLD);
        String id = Ids.hold(hold.hold());
        ObjectNode details = details(hold.call(), reasons).put("binding", hold.code());
        String needs = reasons.stream()
                .flatMap(f -> f.need().stream())
                .distinct()
                .map(Answers::need)
                .collect(Collectors.joining("; "));
        boolean inVain = reasons.stream().anyMatch(UnknownWords::nobodyCanApprove);
        String waits = inVain ? "No one can approve it as things stand." : "It waits for " + needs + ".";
        String message = sentences(reasons) + " " + waits + " Its code is " + hold.code() + ".";
        return new CallAnswer.Held(id, message, details);
    }

    /** The agent is told whose approval is missing, not which attributes an approver has to differ in. */
    private static String need(Need need) {
        return "the approval of " + (need.count() == 1 ? "an independent person" : need.count() + " independent people")
                + need.by().map(g -> " of " + g).orElse("");
    }

    CallAnswer carriedOut(Answer.Permit permit, CallOutcome outcome, Settlement settlement) {
        ObjectNode details = details(permit.call(), List.of()).put("outcome", phase(settlement));
        boolean done = settlement instanceof Settlement.Succeeded || settlement instanceof Settlement.Existed;
        return switch (outcome) {
            case CallOutcome.Result result -> new CallAnswer.Relayed(result.result(), details);
            case CallOutcome.RefusedBeforeEffect refused
            when done -> doneAfterAll(permit, refused.forCaller(), details);
            case CallOutcome.NoContent none
            when done -> doneAfterAll(permit, "no content came back: " + none.reason(), details);
            case CallOutcome.Unknown unknown when done -> doneAfterAll(permit, unknown.forCaller(), details);
            case CallOutcome.RefusedBeforeEffect refused
            when settlement instanceof Settlement.Unknown ->
                new CallAnswer.Uncertain(
                        "the outcome of call " + Ids.call(permit.call()) + " is recorded as unknown although "
                                + refused.forCaller() + ".",
                        details);
            case CallOutcome.RefusedBeforeEffect refused ->
                new CallAnswer.NotDone(
                        refused.code(),
                        "the tool was not reached: " + refused.forCaller() + ".",
                        refused.error(),
                        details);
            case CallOutcome.NoContent none ->
                settlement instanceof Settlement.Unknown
                        ? uncertain(permit, "no content came back: " + none.reason(), details)
                        : new CallAnswer.NotDone(
                                "no-content", "no content came back: " + none.reason() + ".", none.error(), details);
            case CallOutcome.Unknown unknown ->
                settlement instanceof Settlement.Failed
                        ? new CallAnswer.NotDone(
                                "no-effect",
                                "the tool did nothing: " + unknown.forCaller() + ".",
                                Optional.empty(),
                                details)
                        : uncertain(permit, unknown.forCaller(), details);
        };
    }

    /** A source told of the effect meanwhile; the answer to the call is lost all the same. */
    private static CallAnswer doneAfterAll(Answer.Permit permit, String told, ObjectNode details) {
        return new CallAnswer.Unanswered(
                "call " + Ids.call(permit.call())
                        + " was carried out, as a source has reported, but no answer came back: " + told + ".",
                details);
    }

    private static CallAnswer uncertain(Answer.Permit permit, String told, ObjectNode details) {
        return new CallAnswer.Uncertain("call " + Ids.call(permit.call()) + " was sent, but " + told + ".", details);
    }

    /** The call went through, and its answer stays here. */
    CallAnswer withheld(Answer.Permit permit, Settlement settlement, List<Finding> findings) {
        List<Finding> reasons = findings.stream()
                .filter(finding -> finding.outcome() != Outcome.RECORD)
                .toList();
        String came = switch (settlement) {
            case Settlement.Succeeded succeeded -> "was carried out";
            case Settlement.Existed existed -> "was answered with an object that already existed";
            case Settlement.Failed failed -> "was refused by the tool";
            case Settlement.Unknown unknown -> "was sent, but its outcome is unknown";
        };
        return new CallAnswer.Withheld(
                reasons.getFirst().code().text(),
                "call " + Ids.call(permit.call()) + " " + came + ", but its answer is withheld. " + sentences(reasons)
                        + " Do not send it again to get the answer.",
                details(permit.call(), reasons).put("outcome", phase(settlement)));
    }

    CallAnswer unrecorded(Answer.Permit permit) {
        return new CallAnswer.Uncertain(
                "call " + Ids.call(permit.call()) + " was sent, but its outcome could not be recorded yet.",
                details(permit.call(), List.of()).put("outcome", "unrecorded"));
    }

    static CallAnswer unavailable(UnavailableException e) {
        ObjectNode details = JsonNodeFactory.instance.objectNode();
        return new CallAnswer.Denied(
                "unavailable", "no decision is possible now, so the call is denied: " + e.getMessage() + ".", details);
    }

    /** Answers to a server that nobody could decide on. */
    static CallAnswer failed() {
        return new CallAnswer.Denied(
                "internal", "interlock could not decide; see its log", JsonNodeFactory.instance.objectNode());
    }

    /**
     * Returns the answer for a caller whose answers to the server were refused while the call went on without them. If nothing was
     * done, that is the refusal alone; else the caller hears both.
     */
    static CallAnswer afterRefusal(CallAnswer answer, CallAnswer refusal, Settlement settlement) {
        if (settlement instanceof Settlement.Failed) {
            return refusal;
        }
        String told = switch (refusal) {
            case CallAnswer.Denied denied -> "Your answer to the server was denied: " + denied.message();
            case CallAnswer.Held held ->
                "Your answer to the server is held (hold " + held.holdId() + "): " + held.message()
                        + " Once the hold is approved, make the same call again and give the same answer.";
            case CallAnswer.Relayed relayed -> "";
            case CallAnswer.NotDone notDone -> "";
            case CallAnswer.Withheld withheld -> "";
            case CallAnswer.Uncertain uncertain -> "";
            case CallAnswer.Unanswered unanswered -> "";
        };
        answer.details().set("answers", refusal.details().deepCopy().put("message", told));
        if (answer instanceof CallAnswer.Relayed relayed
                && relayed.result().get("content") instanceof ArrayNode content) {
            content.addObject().put("type", "text").put("text", "Interlock: " + told);
        }
        return switch (answer) {
            case CallAnswer.Uncertain(String message, ObjectNode details) ->
                new CallAnswer.Uncertain(message + " " + told, details);
            case CallAnswer.Unanswered(String message, ObjectNode details) ->
                new CallAnswer.Unanswered(message + " " + told, details);
            case CallAnswer.Relayed relayed -> relayed;
            case CallAnswer.Denied denied -> denied;
            case CallAnswer.Held held -> held;
            case CallAnswer.NotDone notDone -> notDone;
            case CallAnswer.Withheld withheld -> withheld;
        };
    }

    private ObjectNode details(long call, List<Finding> reasons) {
        ObjectNode details = JsonNodeFactory.instance
                .objectNode()
                .put("call", Ids.call(call))
                .put("policy", bundle.digest());
        if (!reasons.isEmpty()) {
            details.put("code", reasons.getFirst().code().text());
            details.set("reasons", each(reasons));
        }
        return details;
    }

    private static String phase(Settlement settlement) {
        return switch (settlement) {
            case Settlement.Succeeded succeeded -> "succeeded";
            case Settlement.Existed existed -> "existed";
            case Settlement.Failed failed -> "failed";
            case Settlement.Unknown unknown -> "unknown";
        };
    }

    /** Returns the reasons for which a call may not be carried out. */
    Reasons reasons(Answer.Verdict verdict) {
        List<Finding> reasons = switch (verdict) {
            case Answer.Permit permit -> List.of();
            case Answer.Hold hold -> with(hold.findings(), Outcome.HOLD);
            case Answer.Deny deny -> with(deny.findings(), Outcome.DENY);
        };
        return new Reasons(
                reasons.isEmpty() ? "" : reasons.getFirst().code().text(),
                reasons.isEmpty() ? "" : sentences(reasons),
                each(reasons));
    }

    private ArrayNode each(List<Finding> reasons) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (Finding reason : reasons) {
            ObjectNode one = list.addObject().put("code", reason.code().text());
            if (!reason.rule().isEmpty()) {
                one.put("rule", reason.rule());
            }
            if (!reason.unknown().isEmpty()) {
                one.put("cause", UnknownWords.CODE);
            }
            one.put("message", words.forAgent(reason));
        }
        return list;
    }

    private String sentences(List<Finding> reasons) {
        return reasons.stream().map(words::forAgent).distinct().collect(Collectors.joining(". ")) + ".";
    }

    private static List<Finding> with(List<Finding> findings, Outcome outcome) {
        return findings.stream().filter(f -> f.outcome() == outcome).toList();
    }
}
