package dev.interlock.cli.draft;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * An argument of a tool that a catalogue can name.
 *
 * @param name its own
 * @param path to it, such as {@code args.body.amount}
 */
record Argument(String name, String path, boolean required, JsonNode schema) {

    private static final Set<String> FOR_ALL = Set.of("*", "%", "all", "any", "every");

    /** Returns the arguments of a tool: its properties. */
    static List<Argument> ofTool(ObjectNode tool) {
        List<Argument> found = new ArrayList<>();
        add(found, tool.path("inputSchema"), "args", true);
        return found;
    }

    /**
     * Returns the arguments of an operation of an API: those of its path come first, then of the query and the headers, then of the
     * body.
     */
    static List<Argument> ofOperation(ObjectNode definition) {
        List<Argument> found = new ArrayList<>();
        JsonNode input = definition.path("inputSchema");
        for (String group : List.of("path", "query", "header", "body")) {
            boolean required = isRequired(input, group);
            add(found, input.path("properties").path(group), "args." + group, required);
        }
        return found;
    }

    private static void add(List<Argument> found, JsonNode schema, String below, boolean required) {
        schema.path("properties")
                .properties()
                .forEach(one -> found.add(new Argument(
                        one.getKey(),
                        below + "." + one.getKey(),
                        required && isRequired(schema, one.getKey()),
                        one.getValue())));
    }

    private static boolean isRequired(JsonNode schema, String name) {
        for (JsonNode required : schema.path("required")) {
            if (required.asText().equals(name)) {
                return true;
            }
        }
        return false;
    }

    /** The value by which the schema lets it stand for all of what it names, or empty where it says nothing of the kind. */
    Optional<String> forAll() {
        for (JsonNode value : schema.path("enum")) {
            if (FOR_ALL.contains(value.asText().toLowerCase(Locale.ROOT))) {
                return Optional.of(value.asText());
            }
        }
        return Optional.empty();
    }

    /** The elements of a list of plain values, as one argument: {@code args.ids[*]}. */
    Argument element(JsonNode of) {
        return new Argument(name, path + "[*]", required, of);
    }

    /** The members of a list's elements, each as one argument: {@code args.orders[*].id}. */
    List<Argument> members(JsonNode of) {
        List<Argument> members = new ArrayList<>();
        add(members, of, path + "[*]", required);
        return members;
    }

    /** Returns whether the argument stands in a list, once for each element. */
    boolean isRepeated() {
        return path.contains("[*]");
    }

    /** Returns whether its schema takes a text or an integer, which alone can name something. */
    boolean canName() {
        JsonNode type = schema.path("type");
        return type.isMissingNode()
                || type.asText().equals("string")
                || type.asText().equals("integer")
                || type.asText().equals("number") && isNumbered()
                || type.isArray() && type.path(0).asText().equals("string");
    }

    /** Returns whether its name is that of an id, which servers often declare as a number of any kind. */
    private boolean isNumbered() {
        String word = Words.of(name);
        return word.equals("id") || word.endsWith("-id") || word.endsWith("-number");
    }

    boolean isList() {
        return schema.path("type").asText("string").equals("array");
    }

    /** The path as a catalogue writes it, where the argument may be missing. */
    String optionalPath() {
        return required ? path : path + "?";
    }
}
