package dev.interlock.bench.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.Json;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * The result of a recorded call as its tool returned it. The benchmark's tools returned objects, of which the corpus has the printed form:
 * YAML, or a literal of Python. Here they become structured content again; a tool that returned a text returns that.
 */
final class RecordedResult {

    private RecordedResult() {}

    /** @param structured whether the tool returned an object */
    static ObjectNode of(String text, boolean structured) {
        ObjectNode result = Json.object();
        if (structured) {
            try {
                Object value = new Load(LoadSettings.builder().build()).loadFromString(text);
                result.set("structuredContent", json(value));
                return result;
            } catch (YamlEngineException e) {
                // printed so that nobody can read it back: then it is a text
            }
        }
        result.putArray("content").addObject().put("type", "text").put("text", text);
        return result;
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
