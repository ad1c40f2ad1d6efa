package dev.interlock.cli.draft;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.interlock.policy.catalog.PatternForm;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** A draft of the forms of ids, from the schemas and names of the arguments that name objects. */
final class IdDraft {

    static final String TEXT = "{form: text}";
    static final String PATTERN = "{form: pattern, pattern: ";
    static final String RELATIVE = "{form: path}";
    static final String ABSOLUTE = "{form: path, absolute: true}";

    /** Arguments beside which a path is one in a repository; else it is one of a file system, where a relative path could be anywhere. */
    private static final Set<String> REPOSITORY = Set.of("repo", "repository", "branch", "ref", "project_id", "sha");

    private IdDraft() {}

    /**
     * Returns the forms of the ids by object type, as a catalogue writes them.
     *
     * @param named the arguments that name objects, by type
     * @param arguments all of the tool
     */
    static SortedMap<String, String> of(SortedMap<String, Argument> named, List<Argument> arguments) {
        boolean inRepository = arguments.stream().map(Argument::name).anyMatch(REPOSITORY::contains);
        SortedMap<String, String> ids = new TreeMap<>();
        named.forEach((type, argument) -> ids.put(type, form(argument, inRepository)));
        return ids;
    }

    /** The one that says more; what two tools say differently is only text. */
    static String joined(String one, String other) {
        return one.equals(other) || other.equals(TEXT) ? one : one.equals(TEXT) ? other : TEXT;
    }

    /** The form without what only the name of an argument suggests: a path may be written in any way. */
    static String ofSchema(String form) {
        return form.equals(ABSOLUTE) || form.equals(RELATIVE) ? TEXT : form;
    }

    private static String form(Argument argument, boolean inRepository) {
        JsonNode schema = argument.schema();
        String pattern = schema.path("pattern").asText("");
        if (schema.path("type").asText("").equals("integer")
                || schema.path("type").asText("").equals("number")) {
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
            return PATTERN + TextNode.valueOf(whole(pattern)) + "}";
        }
        String name = argument.name().toLowerCase(Locale.ROOT);
        boolean path = name.endsWith("path") || name.contains("file") || name.equals("source");
        return path ? inRepository ? RELATIVE : ABSOLUTE : TEXT;
    }

    /** A pattern of a bundle matches the whole id anyway. */
    private static String whole(String pattern) {
        return pattern.substring(1, pattern.length() - 1);
    }
}
