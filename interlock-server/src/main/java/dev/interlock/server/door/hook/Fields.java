package dev.interlock.server.door.hook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.json.Json;
import dev.interlock.server.json.JsonLimits;
import dev.interlock.server.json.JsonReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Members of an event, which have to be of their type. */
final class Fields {

    private static final int LONGEST_NAME = 256;

    /** The members in which programs tell what a tool returned to the agent. */
    private static final List<String> RESULTS =
            List.of("tool_response", "tool_result", "tool_output", "result_json", "error");

    private Fields() {}

    /** A name that has to be there: a short text. */
    static String name(ObjectNode body, String member) throws Refusal {
        return optionalName(body, member).orElseThrow(() -> Refusal.invalid("`" + member + "` is missing"));
    }

    static Optional<String> optionalName(ObjectNode body, String member) throws Refusal {
        Optional<String> text = optionalText(body, member);
        if (text.isPresent() && (text.get().isEmpty() || text.get().length() > LONGEST_NAME)) {
            throw Refusal.invalid("`" + member + "` must have 1 to " + LONGEST_NAME + " characters");
        }
        return text;
    }

    static String text(ObjectNode body, String member) throws Refusal {
        return optionalText(body, member).orElseThrow(() -> Refusal.invalid("`" + member + "` is missing"));
    }

    static Optional<String> optionalText(ObjectNode body, String member) throws Refusal {
        JsonNode value = body.get(member);
        if (value == null) {
            return Optional.empty();
        }
        if (!value.isTextual()) {
            throw Refusal.invalid("`" + member + "` is not a string");
        }
        return Optional.of(value.textValue());
    }

    /** An object, which may be written out as a text; empty where it is missing. */
    static ObjectNode objectOrText(ObjectNode body, String member) throws Refusal {
        JsonNode value = body.get(member);
        if (value == null || !value.isTextual()) {
            return object(body, member);
        }
        byte[] text = value.textValue().getBytes(StandardCharsets.UTF_8);
        if (new JsonReader(JsonLimits.requests()).read(text) instanceof JsonReader.Outcome.Value(ObjectNode object)) {
            return object;
        }
        throw Refusal.invalid("`" + member + "` is not an object");
    }

    /** An object; empty where it is missing. */
    static ObjectNode object(ObjectNode body, String member) throws Refusal {
        JsonNode value = body.get(member);
        if (value == null) {
            return Json.object();
        }
        if (value instanceof ObjectNode object) {
            return object;
        }
        throw Refusal.invalid("`" + member + "` is not an object");
    }

    /** The result of a tool; empty where the program does not tell it. */
    static Optional<ObjectNode> result(ObjectNode body) {
        ObjectNode result = Json.object();
        for (String member : RESULTS) {
            if (body.hasNonNull(member)) {
                result.set(member, body.get(member));
            }
        }
        return result.isEmpty() ? Optional.empty() : Optional.of(result);
    }
}
