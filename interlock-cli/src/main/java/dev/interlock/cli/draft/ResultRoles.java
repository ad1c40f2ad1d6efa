package dev.interlock.cli.draft;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.provenance.label.FieldRole;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A draft of the roles of a result's fields, from its output schema. A field is text unless its schema or its name says otherwise: only what
 * no outsider can write is called plain.
 */
final class ResultRoles {

    private static final int DEEPEST = 6;
    private static final int MOST_FIELDS = 64;

    private static final Set<String> SENDERS = Set.of("from", "sender", "author", "from-email", "sender-email");
    private static final Set<String> TITLES = Set.of("title", "subject", "filename", "file-name");
    private static final Set<String> THIRD_PARTY =
            Set.of("to", "cc", "bcc", "recipient", "attachment", "attendee", "participant", "reply-to");
    /** Fields beside which `from` and `to` are those of a letter, not the ends of a relation. */
    private static final Set<String> LETTERS =
            Set.of("subject", "body", "text", "message", "title", "content", "html", "description");

    private static final Set<String> FORMATS = Set.of("date", "date-time", "time", "uuid");
    /** Lists of what a system knows under a name, which nobody outside gives. */
    private static final Set<String> DIRECTORIES =
            Set.of("database", "collection", "table", "channel", "member", "contact", "namespace", "bucket");

    private final Map<String, FieldRole> roles = new TreeMap<>();
    private int fields;
    private boolean hasText;

    private ResultRoles() {}

    /** Returns the roles of the fields that are not text, by their paths; none where the tool has no output schema. */
    static Map<String, FieldRole> of(JsonNode schema) {
        var draft = new ResultRoles();
        draft.object(schema, "", "", 0);
        return draft.roles;
    }

    /** Returns whether the schema has fields, and none of them can hold a text. */
    static boolean holdsNoText(JsonNode schema) {
        var draft = new ResultRoles();
        draft.object(schema, "", "", 0);
        return draft.fields > 0 && !draft.hasText;
    }

    /** Returns the names of the fields, as deep as the roles are drafted. */
    static SortedSet<String> names(JsonNode schema) {
        SortedSet<String> names = new TreeSet<>();
        names(schema, names, 0);
        return names;
    }

    private static void names(JsonNode schema, SortedSet<String> names, int depth) {
        for (var field : schema.path("properties").properties()) {
            names.add(field.getKey());
            if (depth < DEEPEST) {
                JsonNode items = field.getValue().path("items");
                names(items.isMissingNode() ? field.getValue() : items, names, depth + 1);
            }
        }
    }

    private void object(JsonNode schema, String below, String listed, int depth) {
        boolean letter = LETTERS.stream().anyMatch(schema.path("properties")::has);
        boolean names = schema.path("properties").has("name");
        boolean sentences = schema.path("properties").properties().stream()
                .anyMatch(field -> !field.getKey().equals("name") && isText(field.getKey(), field.getValue()));
        for (var field : schema.path("properties").properties()) {
            if (++fields > MOST_FIELDS || !ToolDraft.isPlain(field.getKey())) {
                hasText = true;
                return;
            }
            String path = below.isEmpty() ? field.getKey() : below + "." + field.getKey();
            if (names && field.getKey().equals("name") && !listed.isEmpty()) {
                boolean directory = DIRECTORIES.contains(listed) && !sentences;
                boolean record = schema.path("properties").properties().stream()
                        .anyMatch(other -> isList(other.getValue())
                                && !isObject(other.getValue().path("items")));
                hasText = true;
                if (directory || record) {
                    roles.put(path, directory ? FieldRole.DIRECTORY : FieldRole.TITLE);
                }
            } else {
                field(field.getKey(), field.getValue(), path, letter, depth);
            }
        }
        if (isObject(schema) && schema.path("properties").isEmpty()) {
            hasText = true;
        }
    }

    private void field(String name, JsonNode schema, String path, boolean letter, int depth) {
        if (isObject(schema) && depth < DEEPEST) {
            object(schema, path, "", depth + 1);
        } else if (isList(schema) && isObject(schema.path("items")) && depth < DEEPEST) {
            object(schema.path("items"), path, Words.singular(Words.of(name)), depth + 1);
        } else {
            JsonNode leaf = isList(schema) ? schema.path("items") : schema;
            String word = Words.singular(Words.of(name));
            if (isPlain(leaf)) {
                roles.put(path, FieldRole.PLAIN);
            } else {
                hasText = true;
                if (SENDERS.contains(word) && letter) {
                    roles.put(path, FieldRole.SENDER);
                } else if (TITLES.contains(word)) {
                    roles.put(path, FieldRole.TITLE);
                } else if (THIRD_PARTY.contains(word) && letter) {
                    roles.put(path, FieldRole.THIRD_PARTY);
                }
            }
        }
    }

    private static boolean isText(String name, JsonNode schema) {
        return !isObject(schema) && !isPlain(schema) && !name.endsWith("id");
    }

    private static boolean isPlain(JsonNode schema) {
        String type = schema.path("type").asText("");
        return type.equals("number")
                || type.equals("integer")
                || type.equals("boolean")
                || schema.has("enum")
                || schema.has("const")
                || FORMATS.contains(schema.path("format").asText(""));
    }

    private static boolean isObject(JsonNode schema) {
        return schema.path("type").asText("").equals("object");
    }

    private static boolean isList(JsonNode schema) {
        return schema.path("type").asText("").equals("array");
    }
}
