package dev.interlock.server.door.mcp.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.ErrorCode;
import dev.interlock.server.mcp.Message;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The answers that a request of the modern era brings to the questions of its earlier rounds. */
public sealed interface Inputs {
    String RESPONSES = "inputResponses";
    String STATE = "requestState";

    /** @param state as given out with the questions; without it the answers are for questions that are still to come */
    record Read(Map<String, Message.Answer> answers, Optional<String> state) implements Inputs {}

    record Wrong(RpcResult result) implements Inputs {}

    static Inputs of(ObjectNode params) {
        JsonNode state = params.get(STATE);
        if (state != null && !state.isTextual()) {
            return wrong("`params." + STATE + "` must be the string that was sent with the questions");
        }
        JsonNode responses = params.get(RESPONSES);
        if (responses != null && !responses.isObject()) {
            return wrong(
                    "`params." + RESPONSES + "` must be an object with an answer under each key of `inputRequests`");
        }
        Map<String, Message.Answer> answers = new LinkedHashMap<>();
        if (responses != null) {
            for (Map.Entry<String, JsonNode> each : responses.properties()) {
                if (!each.getValue().isObject()) {
                    return wrong(named(each.getKey()) + " must be an object, the result that answers the question");
                }
                answers.put(each.getKey(), new Message.Answer.Result(each.getValue()));
            }
        }
        return new Read(answers, Optional.ofNullable(state).map(JsonNode::textValue));
    }

    static String named(String key) {
        return "`params." + RESPONSES + "[\"" + ServerWords.cut(key) + "\"]`";
    }

    private static Inputs wrong(String message) {
        return new Wrong(RpcResult.failed(ErrorCode.INVALID_PARAMS, message));
    }

    /** The parameters of the request itself, as they were before anything was asked. */
    static ObjectNode without(ObjectNode params) {
        if (!params.has(RESPONSES) && !params.has(STATE)) {
            return params;
        }
        ObjectNode copy = Json.object();
        copy.setAll(params);
        copy.remove(RESPONSES);
        copy.remove(STATE);
        return copy;
    }
}
