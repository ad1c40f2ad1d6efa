package dev.interlock.server.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.mcp.wire.Json;
import dev.interlock.server.mcp.wire.Message;
import dev.interlock.server.mcp.wire.Names;
import dev.interlock.server.upstream.Conversation.Answers;
import dev.interlock.server.upstream.Conversation.Question;
import java.util.Map;

/** What Interlock itself asks: whether the caller wants to wait for the approval of a held call. */
final class Holds {
    /** Of the question. No server's: theirs are said to be theirs. */
    static final String KEY = Names.META_OWN_PREFIX + "hold";

    private Holds() {}

    /** Has no fields: to accept it is to try again. */
    static Question question(CallAnswer.Held held) {
        ObjectNode params = Json.object()
                .put("mode", "form")
                .put(
                        "message",
                        "Held by Interlock (hold " + held.holdId() + "): " + held.message()
                                + " Nothing was done. Accept once it is approved, and the call is tried again.");
        params.putObject("requestedSchema").put("type", "object").putObject("properties");
        return new Question(Names.ELICIT, params);
    }

    static boolean wantsToKnow(Answers answers) {
        return answers instanceof Answers.Given(Map<String, Message.Answer> byKey)
                && byKey.get(KEY) instanceof Message.Answer.Result(JsonNode result)
                && result.path("action").asText().equals("accept");
    }
}
