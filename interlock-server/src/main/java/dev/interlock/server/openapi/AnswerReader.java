package dev.interlock.server.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.policy.yaml.Node;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Reads what an operation answers with: media types, headers, and the schema of what a success says. */
final class AnswerReader {

    private final Document document;
    private final Set<String> accepted = new TreeSet<>();
    private final Set<String> headers = new TreeSet<>();

    AnswerReader(Document document) {
        this.document = document;
    }

    /** The media types of all answers; JSON where none are described. */
    List<String> accepted() {
        return accepted.isEmpty() ? List.of("application/json") : List.copyOf(accepted);
    }

    /** The names of the headers of all answers, in lower case. */
    Set<String> headers() {
        return headers;
    }

    /** Puts the schema of the first success that is JSON into the definition. */
    void read(Node.Mapping operation, ObjectNode definition) throws Unusable {
        if (!(operation.get("responses").orElse(null) instanceof Node.Mapping responses)) {
            return;
        }
        for (Node.Entry entry : responses.entries()) {
            if (entry.key().value().startsWith("x-")) {
                continue;
            }
            Node.Mapping response = document.mapping(entry.value(), "a response");
            if (response.get("headers").orElse(null) instanceof Node.Mapping named) {
                named.entries().forEach(one -> headers.add(one.key().value().toLowerCase(Locale.ROOT)));
            }
            if (response.get("content").orElse(null) instanceof Node.Mapping content) {
                for (Node.Entry media : content.entries()) {
                    String type = media.key().value().toLowerCase(Locale.ROOT);
                    if (type.matches("[a-z0-9!#$&^_.+*-]+/[a-z0-9!#$&^_.+*-]+")) {
                        accepted.add(type);
                    }
                    boolean success = entry.key().value().startsWith("2");
                    if (success && OperationReader.isJson(type) && !definition.has("outputSchema")) {
                        schema(media.value(), definition);
                    }
                }
            }
        }
    }

    private void schema(Node media, ObjectNode definition) throws Unusable {
        if (media instanceof Node.Mapping mapping && mapping.get("schema").isPresent()) {
            var schemas = new SchemaTree(document);
            JsonNode top = schemas.top(mapping.get("schema").get());
            if (top instanceof ObjectNode schema) {
                OperationReader.defs(schema, schemas);
                definition.set("outputSchema", schema);
            }
        }
    }
}
