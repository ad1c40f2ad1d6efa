package dev.interlock.cli.draft;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A draft of {@code arguments}: constraints that the schema of a tool does not make by itself. A format that it names is taken at its
 * word, since schemas do not enforce formats; what is only guessed from names is a comment.
 */
final class ArgumentsDraft {

    private static final Map<String, String> FORMATS = Map.of("date", "date", "email", "email");

    private final SortedMap<String, SortedMap<String, String>> sure = new TreeMap<>();
    private final SortedMap<String, SortedMap<String, String>> guessed = new TreeMap<>();
    private final List<String> why = new ArrayList<>();

    private ArgumentsDraft() {}

    /** The lines below the entry of the tool: one that holds, and comments. */
    static ArgumentsDraft of(ToolDraft tool) {
        var draft = new ArgumentsDraft();
        if (!tool.anything()) {
            tool.arguments().stream()
                    .filter(argument -> ToolDraft.isPlain(argument.name()))
                    .filter(argument -> !tool.names(argument.path()))
                    .forEach(argument -> draft.look(argument, tool.reads()));
        }
        return draft;
    }

    private void look(Argument argument, boolean reads) {
        JsonNode schema = argument.schema();
        String type = schema.path("type").asText("string");
        String format = schema.path("format").asText("");
        if (type.equals("string") && FORMATS.containsKey(format)) {
            put(sure, argument, "{format: " + FORMATS.get(format) + "}");
        } else if (type.equals("string") && (format.equals("uri") || format.equals("url"))) {
            guess(argument, "{format: url}", "only normalised URLs");
        } else if (type.equals("string") && name(argument).equals("iban")) {
            guess(argument, "{format: iban}", "only IBANs with correct check digits");
        } else if (type.equals("object") && isBare(schema)) {
            guess(
                    argument,
                    "data",
                    "its schema declares no members, so each one is an error: declare them, or accept any");
        } else if (!reads
                && (type.equals("number") || type.equals("integer"))
                && name(argument).equals("amount")
                && Stream.of("maximum", "exclusiveMaximum", "enum").noneMatch(schema::has)) {
            guess(argument, "{type: " + type + ", min: 0, max: 1000000}", "an unbounded amount");
        }
    }

    private static String name(Argument argument) {
        return argument.name().toLowerCase(Locale.ROOT);
    }

    /** Returns whether the schema declares no member at all, by any keyword. */
    private static boolean isBare(JsonNode schema) {
        return Stream.of("properties", "$ref", "allOf", "anyOf", "oneOf", "if", "dependentSchemas")
                .noneMatch(schema::has);
    }

    private void guess(Argument argument, String constraint, String reason) {
        put(guessed, argument, constraint);
        why.add("`" + argument.name() + "`: " + reason);
    }

    /** Puts a constraint into the group that its argument stands in, if it is one of an API's operation. */
    private static void put(SortedMap<String, SortedMap<String, String>> into, Argument argument, String constraint) {
        String[] steps = argument.path().split("\\.", -1);
        into.computeIfAbsent(steps.length > 2 ? steps[1] : "", group -> new TreeMap<>())
                .put(argument.name(), constraint);
    }

    /** The value of {@code arguments}; empty where there is nothing to say. */
    Optional<String> known() {
        return sure.isEmpty() ? Optional.empty() : Optional.of(text(sure));
    }

    /** The lines of the comment; none where nothing is guessed. */
    List<String> comment() {
        if (guessed.isEmpty()) {
            return List.of();
        }
        sure.forEach((group, names) ->
                guessed.computeIfAbsent(group, g -> new TreeMap<>()).putAll(names));
        return List.of("review: " + String.join("; ", why), "arguments: " + text(guessed));
    }

    private static String text(SortedMap<String, SortedMap<String, String>> groups) {
        return groups.entrySet().stream()
                .map(group -> {
                    String names = group.getValue().entrySet().stream()
                            .map(one -> one.getKey() + ": " + one.getValue())
                            .collect(Collectors.joining(", "));
                    return group.getKey().isEmpty() ? names : group.getKey() + ": {arguments: {" + names + "}}";
                })
                .collect(Collectors.joining(", ", "{", "}"));
    }
}
