package dev.interlock.server.upstream.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.GovernedMethod;
import dev.interlock.server.mcp.Message;
import dev.interlock.server.mcp.Names;
import dev.interlock.server.mcp.RpcError;
import dev.interlock.server.upstream.CallDeadline;
import dev.interlock.server.upstream.CallOutcome;
import dev.interlock.server.upstream.Conversation;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One request of a caller to a server of the modern era, which answers with questions (`input_required`): the same request goes
 * again with the answers, until the server has what it wants. Not thread-safe.
 */
final class InputRounds {
    private static final int MAX_ROUNDS = 16;
    private static final int MAX_QUESTIONS = 16;
    private static final int MAX_BYTES = 1 << 20;
    private static final int MAX_WAITS = 200;
    private static final Duration FIRST_WAIT = Duration.ofMillis(100);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

    static final String REQUESTS = "inputRequests";
    static final String RESPONSES = "inputResponses";
    private static final String STATE = "requestState";

    /** The next step of the request. */
    sealed interface Next {
        /** The request goes again with the answers. */
        record Answered(ObjectNode responses) implements Next {}

        record End(CallOutcome outcome) implements Next {}
    }

    private final GovernedMethod method;
    private final Conversation conversation;
    private final CallDeadline deadline;
    private int rounds;
    private int waits;

    InputRounds(GovernedMethod method, Conversation conversation, CallDeadline deadline) {
        this.method = method;
        this.conversation = conversation;
        this.deadline = deadline;
    }

    /** Returns whether the server has asked for something. */
    boolean begun() {
        return rounds > 0 || waits > 0;
    }

    /**
     * The parameters of the next request, or how it ends.
     *
     * @param params of the first one
     * @param result that is not complete
     */
    Next next(ObjectNode result) {
        JsonNode state = result.get(STATE);
        if (method == GovernedMethod.COMPLETION || (state != null && !state.isTextual())) {
            return end("the server asked for input in a way that the protocol does not define");
        }
        if (result.path(REQUESTS).isEmpty()) {
            return state == null ? end("the server asked for input without saying which") : later();
        }
        return ask(result.get(REQUESTS));
    }

    /** The request that goes again: as it was, with the answers and the server's own state, word for word. */
    static ObjectNode again(ObjectNode params, ObjectNode result, ObjectNode responses) {
        ObjectNode again = Json.object();
        again.setAll(params);
        if (!responses.isEmpty()) {
            again.set(RESPONSES, responses);
        }
        JsonNode state = result.get(STATE);
        if (state != null) {
            again.set(STATE, state);
        }
        return again;
    }

    /** The server wants to be asked again, and nothing else. */
    private Next later() {
        Duration wait = FIRST_WAIT.multipliedBy(1L << Math.min(waits, 5));
        if (++waits > MAX_WAITS) {
            return end("the server has deferred the answer " + MAX_WAITS + " times");
        }
        return deadline.pass(wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT)
                .<Next>map(over -> end(over.why()))
                .orElseGet(() -> new Next.Answered(Json.object()));
    }

    /** Asks the caller what the server wants to know. */
    Next ask(JsonNode requests) {
        if (++rounds > MAX_ROUNDS) {
            return end("the server has asked for input " + MAX_ROUNDS + " times");
        }
        if (requests.size() > MAX_QUESTIONS || Json.bytes(requests).length > MAX_BYTES) {
            return end("the server asked for too much input at once");
        }
        Map<String, Conversation.Question> questions = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> request : requests.properties()) {
            String method = Json.string(request.getValue(), "method");
            ObjectNode params = Json.child(request.getValue(), "params");
            if (method == null) {
                return end("the server asked for input in a way that the protocol does not define");
            }
            var question = new Conversation.Question(method, params == null ? Json.object() : params);
            Optional<RpcError> refusal =
                    ClientCapabilities.refusal(question, conversation.wishes().capabilities());
            if (refusal.isPresent()) {
                return end("the server asked for input that the caller cannot be asked for");
            }
            questions.put(request.getKey(), question);
        }
        return answered(questions);
    }

    private Next answered(Map<String, Conversation.Question> questions) {
        Conversation.Answers answers;
        deadline.pause();
        try {
            answers = conversation.ask(questions);
        } finally {
            deadline.resume();
        }
        return switch (answers) {
            case Conversation.Answers.None(String reason) ->
                end("the server asked for input and got no answer: " + reason);
            case Conversation.Answers.Given(Map<String, Message.Answer> byKey) -> responses(questions, byKey);
        };
    }

    private static Next responses(Map<String, Conversation.Question> questions, Map<String, Message.Answer> byKey) {
        ObjectNode responses = Json.object();
        for (Map.Entry<String, Conversation.Question> asked : questions.entrySet()) {
            if (byKey.get(asked.getKey()) instanceof Message.Answer.Result(JsonNode result)) {
                responses.set(asked.getKey(), result);
            } else if (asked.getValue().method().equals(Names.ELICIT)) {
                responses.set(asked.getKey(), Questions.cancel());
            } else {
                return end("the server asked for input and got no answer: the caller has none");
            }
        }
        return new Next.Answered(responses);
    }

    private static Next end(String reason) {
        return new Next.End(new CallOutcome.Unknown(reason));
    }
}
