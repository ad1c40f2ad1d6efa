package dev.interlock.bench.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.provenance.label.FieldRole;
import dev.interlock.provenance.label.ToolLabels;
import dev.interlock.server.json.Json;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * The result of a recorded call as its tool returned it. The benchmark's tools returned objects, of which the corpus has the printed form:
 * YAML, or a literal of Python. Here they become structured content again; a tool that returned a text returns that.
 */
final class RecordedResult {

    private static final String STRUCTURED = "structuredContent";

    private RecordedResult() {}

    /** @param structured whether the tool returned an object */
    static ObjectNode of(String text, boolean structured) {
        ObjectNode result = Json.object();
        if (structured) {
            try {
                Object value = new Load(LoadSettings.builder().build()).loadFromString(text);
                result.set(STRUCTURED, json(value));
                return result;
            } catch (YamlEngineException e) {
                // printed so that nobody can read it back: then it is a text
            }
        }
        result.putArray("content").addObject().put("type", "text").put("text", text);
        return result;
    }

    /**
     * A result with its texts rewritten.
     *
     * @param structured whether the tool returned an object
     */
    static String rewritten(String text, boolean structured, UnaryOperator<String> rewrite) {
        JsonNode value = of(text, structured).get(STRUCTURED);
        return value == null ? rewrite.apply(text) : rewritten(value, rewrite).toString();
    }

    private static JsonNode rewritten(JsonNode value, UnaryOperator<String> rewrite) {
        return switch (value) {
            case ObjectNode object -> {
                ObjectNode copy = Json.object();
                object.properties()
                        .forEach(each -> copy.set(rewrite.apply(each.getKey()), rewritten(each.getValue(), rewrite)));
                yield copy;
            }
            case ArrayNode list -> {
                ArrayNode copy = Json.array();
                list.forEach(each -> copy.add(rewritten(each, rewrite)));
                yield copy;
            }
            default -> value.isTextual() ? Json.nodes().textNode(rewrite.apply(value.textValue())) : value;
        };
    }

    /**
     * A result with one record more.
     *
     * @param record values of its fields, by their roles
     */
    static String with(String text, ToolLabels tool, Map<FieldRole, String> record) {
        JsonNode value = of(text, !tool.fields().isEmpty()).get(STRUCTURED);
        if (value == null) {
            return text + "\n\n" + String.join("\n", record.values());
        }
        ArrayNode list = Json.array();
        switch (value) {
            case ArrayNode records -> list.addAll(records);
            case ObjectNode object -> list.add(object);
            default -> {}
        }
        ObjectNode fields = Json.object();
        tool.fields().forEach((path, role) -> {
            String field = record.get(role);
            if (field != null && path.equals("*")) {
                list.add(field);
            } else if (field != null) {
                ObjectNode in = fields;
                String[] keys = path.split("\\.", -1);
                for (int i = 0; i < keys.length - 1; i++) {
                    in = in.withObject("/" + keys[i]);
                }
                in.put(keys[keys.length - 1], field);
            }
        });
        return fields.isEmpty() ? list.toString() : list.add(fields).toString();
    }

    private static JsonNode json(@Nullable Object value) {
        return switch (value) {
            case null -> Json.nodes().nullNode();
            case Map<?, ?> map -> {
                ObjectNode object = Json.object();
                map.forEach((key, inner) -> object.set(String.valueOf(key), json(inner)));
                yield object;
            }
            case List<?> list -> {
                var array = Json.array();
                list.forEach(each -> array.add(json(each)));
                yield array;
            }
            default -> Json.nodes().textNode(value.toString());
        };
    }
}
