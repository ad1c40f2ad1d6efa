package dev.interlock.cli.draft;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.interlock.policy.catalog.PatternForm;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/** A draft of the forms of ids, from the schemas and names of the arguments that name objects. */
final class IdDraft {

    private static final String TEXT = "{form: text}";

    private IdDraft() {}

    /**
     * Returns the forms of the ids by object type, as a catalogue writes them.
     *
     * @param named the arguments that name objects, by type
     */
    static SortedMap<String, String> of(SortedMap<String, Argument> named) {
        SortedMap<String, String> ids = new TreeMap<>();
        named.forEach((type, argument) -> ids.put(type, form(argument)));
        return ids;
    }

    /** The one that says more; what two tools say differently is only text. */
    static String joined(String one, String other) {
        return one.equals(other) || other.equals(TEXT) ? one : one.equals(TEXT) ? other : TEXT;
    }

    private static String form(Argument argument) {
        JsonNode schema = argument.schema();
        String pattern = schema.path("pattern").asText("");
        if (schema.path("type").asText("").equals("integer")) {
            return "{form: integer}";
        }
        String format = schema.path("format").asText("");
        if (format.equals("uuid")) {
            return "{form: uuid}";
        }
        if (format.equals("uri") || format.equals("url")) {
            return "{form: url}";
        }
        if (pattern.startsWith("^")
                && pattern.endsWith("$")
                && PatternForm.of(whole(pattern)).isPresent()) {
            return "{form: pattern, pattern: " + TextNode.valueOf(whole(pattern)) + "}";
        }
        String name = argument.name().toLowerCase(Locale.ROOT);
        return name.endsWith("path") || name.contains("file") || name.equals("source") ? "{form: path}" : TEXT;
    }

    /** A pattern of a bundle matches the whole id anyway. */
    private static String whole(String pattern) {
        return pattern.substring(1, pattern.length() - 1);
    }
}
