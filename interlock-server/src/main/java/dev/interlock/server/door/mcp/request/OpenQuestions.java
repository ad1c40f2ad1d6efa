package dev.interlock.server.door.mcp.request;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.Message;
import dev.interlock.server.upstream.Conversation.Question;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The questions that a caller was asked at one time, and its answers so far.
 *
 * @param open by key, not answered yet
 * @param given by key
 */
public record OpenQuestions(Map<String, Question> open, Map<String, Message.Answer> given) {

    /** The effect of answers. */
    public sealed interface Answered {
        record Now(OpenQuestions questions) implements Answered {}

        /** One of the answers is no answer to its question, and none counts. */
        record Wrong(String message) implements Answered {}
    }

    /** Returns the questions with the answers that came ahead. An answer that does not fit is left out. */
    public static OpenQuestions of(Map<String, Question> questions, Map<String, Message.Answer> ahead) {
        Map<String, Question> open = new LinkedHashMap<>();
        Map<String, Message.Answer> given = new HashMap<>();
        for (Map.Entry<String, Question> each : questions.entrySet()) {
            Message.Answer known = ahead.get(each.getKey());
            if (known != null && wrong(each.getValue(), known).isEmpty()) {
                given.put(each.getKey(), known);
            } else {
                open.put(each.getKey(), each.getValue());
            }
        }
        return new OpenQuestions(open, given);
    }

    private static Optional<String> wrong(Question question, Message.Answer answer) {
        return QuestionKind.of(question.method()).flatMap(kind -> kind.wrong(answer));
    }

    /** Adds the answers. An answer to no open question is left out. */
    public Answered answered(Map<String, Message.Answer> answers) {
        Map<String, Question> left = new LinkedHashMap<>(open);
        Map<String, Message.Answer> all = new HashMap<>(given);
        for (Map.Entry<String, Question> each : open.entrySet()) {
            Message.Answer answer = answers.get(each.getKey());
            if (answer != null) {
                Optional<String> wanted = wrong(each.getValue(), answer);
                if (wanted.isPresent()) {
                    return new Answered.Wrong(Inputs.named(each.getKey()) + " is not an answer to `"
                            + each.getValue().method() + "`: send " + wanted.get());
                }
                left.remove(each.getKey());
                all.put(each.getKey(), answer);
            }
        }
        return new Answered.Now(new OpenQuestions(left, all));
    }

    public boolean complete() {
        return open.isEmpty();
    }

    /** Returns the questions as they are on the wire. */
    public ObjectNode requests() {
        ObjectNode requests = Json.object();
        open.forEach((key, question) ->
                requests.putObject(key).put("method", question.method()).set("params", question.params()));
        return requests;
    }
}
