package dev.interlock.server.door.mcp.modern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.door.mcp.request.ApprovalWait;
import dev.interlock.server.door.mcp.request.QuestionKind;
import dev.interlock.server.enforce.CallAnswer;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.Message;
import dev.interlock.server.mcp.Names;
import dev.interlock.server.upstream.Conversation.Answers;
import dev.interlock.server.upstream.Conversation.Question;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

/**
 * The wait of a modern caller for the approval of its held call: with a task, or with a question of Interlock's own.
 * Used by the thread of its request.
 */
final class Holds {
    /** The key of the question. Keys of servers do not begin so. */
    static final String KEY = Names.META_OWN_PREFIX + "hold";

    private final PendingRequest request;
    private String hold = "";
    private int approvals;
    private boolean asked;

    Holds(PendingRequest request) {
        this.request = request;
    }

    ApprovalWait await(CallAnswer.Held held, Supplier<OptionalInt> approvedBy) {
        if (!hold.equals(held.holdId())) {
            hold = held.holdId();
            approvals = 0;
        }
        if (request.makeTask(Optional.of("Held by Interlock (hold " + hold + "): " + held.message()))) {
            return approved(approvedBy);
        }
        Question question = question(held);
        if (asked || !QuestionKind.ELICITATION.declared(request.options().capabilities(), question)) {
            return ApprovalWait.NOT; // once: who does not want to wait is not asked for ever
        }
        asked = true;
        return wantsToKnow(request.ask(Map.of(KEY, question))) ? ApprovalWait.AGAIN : ApprovalWait.NOT;
    }

    private ApprovalWait approved(Supplier<OptionalInt> approvedBy) {
        request.waitsForApproval();
        try {
            do {
                OptionalInt now = approvedBy.get();
                if (now.isEmpty()) {
                    return ApprovalWait.ENDED;
                }
                if (now.getAsInt() > approvals) {
                    approvals = now.getAsInt();
                    request.makeTask(Optional.empty());
                    return ApprovalWait.AGAIN;
                }
            } while (request.pause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            request.waitsNoLonger();
        }
        return ApprovalWait.NOT;
    }

    /** Returns the question, which has no fields: to accept it is to try again. */
    private static Question question(CallAnswer.Held held) {
        ObjectNode params = Json.object()
                .put("mode", "form")
                .put(
                        "message",
                        "Held by Interlock (hold " + held.holdId() + "): " + held.message()
                                + " Nothing was done. Accept once it is approved; the call is then tried again.");
        params.putObject("requestedSchema").put("type", "object").putObject("properties");
        return new Question(Names.ELICIT, params);
    }

    private static boolean wantsToKnow(Answers answers) {
        return answers instanceof Answers.Given(Map<String, Message.Answer> byKey)
                && byKey.get(KEY) instanceof Message.Answer.Result(JsonNode result)
                && result.path("action").asText().equals("accept");
    }
}
