package dev.interlock.cli.draft;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.Json;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Arguments and a result for a tool, of which its draft can be read: what a scenario calls it with. */
final class SampleCall {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final JsonNode TEXT = NODES.textNode("example-1");
    private static final int DEEPEST = 8;

    /** Names of arguments that no call may have, as they change how some servers read all objects. */
    private static final Set<String> REFUSED = Set.of("__proto__", "constructor");

    private SampleCall() {}

    /** Returns an id for an object, in the form that its type has; none where no id can be made up. */
    static Optional<JsonNode> id(String form) {
        return switch (form) {
            case "{form: integer}" -> Optional.of(NODES.numberNode(1));
            case "{form: uuid}" -> Optional.of(NODES.textNode("00000000-0000-4000-8000-000000000001"));
            case "{form: url}" -> Optional.of(NODES.textNode("https://example.com/1"));
            case IdDraft.RELATIVE -> Optional.of(NODES.textNode("example/1"));
            case IdDraft.ABSOLUTE -> Optional.of(NODES.textNode("/example/1"));
            default -> form.startsWith(IdDraft.PATTERN) ? matching(form) : Optional.of(TEXT);
        };
    }

    private static Optional<JsonNode> matching(String form) {
        try {
            String pattern = JSON.readTree(form.substring(IdDraft.PATTERN.length(), form.length() - 1))
                    .asText();
            return PatternSample.of(pattern).map(NODES::textNode);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a built-in form cannot be read: " + form, e);
        }
    }

    /**
     * Returns arguments that the tool takes, as far as its schema tells: those that it requires, and those that its draft reads.
     *
     * @param ids an object of each type
     * @return empty where it names an object of another type, or cannot be called at all
     */
    static Optional<ObjectNode> arguments(ToolDraft tool, Map<String, JsonNode> ids) {
        ObjectNode arguments = Json.object();
        for (Argument argument : tool.arguments()) {
            if (argument.required() && REFUSED.contains(argument.name())) {
                return Optional.empty();
            }
            if (argument.required() || tool.readsPath(argument.path())) {
                put(arguments, argument.path(), sample(argument.schema(), argument.name(), 0));
            }
        }
        for (var named : tool.objects().entrySet()) {
            JsonNode id = ids.get(named.getKey());
            if (id == null) {
                return Optional.empty();
            }
            put(arguments, named.getValue(), id);
        }
        return Optional.of(arguments);
    }

    /** Returns a result that names what the tool creates; empty where it creates nothing. */
    static Optional<ObjectNode> result(ToolDraft tool, Map<String, JsonNode> ids) {
        if (tool.creates().isEmpty()) {
            return Optional.empty();
        }
        ObjectNode result = Json.object();
        tool.creates()
                .forEach((type, path) -> result.set(path.substring("result.".length()), ids.getOrDefault(type, TEXT)));
        return Optional.of(result);
    }

    /** Puts a value where a path of a catalogue says: {@code args.orders[*].id}. */
    private static void put(ObjectNode arguments, String path, JsonNode value) {
        String[] steps = path.replace("?", "").split("\\.", -1);
        JsonNode at = arguments;
        for (int i = 1; i < steps.length; i++) {
            boolean repeated = steps[i].endsWith("[*]");
            String name = repeated ? steps[i].substring(0, steps[i].length() - 3) : steps[i];
            boolean last = i == steps.length - 1;
            ObjectNode parent = (ObjectNode) at;
            if (repeated) {
                ArrayNode list = parent.path(name) instanceof ArrayNode there ? there : parent.putArray(name);
                if (last) {
                    list.removeAll().add(value);
                    return;
                }
                at = list.path(0) instanceof ObjectNode first
                        ? first
                        : list.removeAll().addObject();
            } else if (last) {
                parent.set(name, value);
            } else {
                at = parent.path(name) instanceof ObjectNode there ? there : parent.putObject(name);
            }
        }
    }

    private static JsonNode sample(JsonNode schema, String name, int depth) {
        if (schema.path("enum").path(0).isValueNode()) {
            return schema.path("enum").path(0);
        }
        if (schema.has("const")) {
            return schema.path("const");
        }
        if (schema.has("default") && schema.path("default").isValueNode()) {
            return schema.path("default");
        }
        String type = schema.path("type").isArray()
                ? schema.path("type").path(0).asText()
                : schema.path("type").asText(schema.has("properties") ? "object" : "string");
        return switch (type) {
            case "integer", "number" ->
                NODES.numberNode(Math.max(1, schema.path("minimum").asInt(1)));
            case "boolean" -> NODES.booleanNode(true);
            case "array" -> {
                ArrayNode list = NODES.arrayNode();
                if (depth < DEEPEST) {
                    list.add(sample(schema.path("items"), name, depth + 1));
                }
                yield list;
            }
            case "object" -> {
                ObjectNode object = NODES.objectNode();
                if (depth < DEEPEST) {
                    for (JsonNode required : schema.path("required")) {
                        JsonNode member = schema.path("properties").path(required.asText());
                        object.set(required.asText(), sample(member, required.asText(), depth + 1));
                    }
                }
                yield object;
            }
            default -> NODES.textNode(text(schema.path("format").asText(""), name));
        };
    }

    private static String text(String format, String name) {
        return switch (format) {
            case "date" -> "2026-01-01";
            case "date-time" -> "2026-01-01T00:00:00Z";
            case "email" -> "someone@example.com";
            case "uri", "url" -> "https://example.com/1";
            case "uuid" -> "00000000-0000-4000-8000-000000000001";
            default ->
                name.equalsIgnoreCase("currency")
                        ? "EUR"
                        : name.equalsIgnoreCase("iban") ? "DE89370400440532013000" : "example";
        };
    }
}
