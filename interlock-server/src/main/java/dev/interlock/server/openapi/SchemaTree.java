package dev.interlock.server.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.policy.yaml.Node;
import dev.interlock.server.json.Json;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/**
 * Schemas of a description as JSON that stands by itself: what they refer to is put under {@code $defs}, each once, so that
 * references in a circle end and references upon references do not grow.
 */
final class SchemaTree {

    private static final String SCHEMAS = "#/components/schemas/";

    private final Document document;
    private final Set<String> wanted = new HashSet<>();
    private final Deque<Node.Scalar> open = new ArrayDeque<>();

    SchemaTree(Document document) {
        this.document = document;
    }

    /** The schema, its own reference followed, so that its properties are seen at once. */
    JsonNode top(Node schema) throws Unusable {
        return json(document.resolve(schema));
    }

    /** Returns the definitions that all schemas so far refer to. */
    ObjectNode definitions() throws Unusable {
        ObjectNode defs = Json.object();
        while (!open.isEmpty()) {
            Node.Scalar reference = open.pop();
            Node.Mapping pointer = new Node.Mapping(
                    java.util.List.of(new Node.Entry(
                            new Node.Scalar("$ref", Node.ScalarType.TEXT, reference.place(), "$ref"), reference)),
                    reference.place());
            defs.set(name(reference), json(document.resolve(pointer)));
        }
        return defs;
    }

    private JsonNode json(Node node) throws Unusable {
        return switch (node) {
            case Node.Mapping mapping -> object(mapping);
            case Node.Sequence sequence -> {
                ArrayNode array = Json.array();
                for (Node item : sequence.items()) {
                    array.add(json(item));
                }
                yield array;
            }
            case Node.Scalar scalar -> scalar(scalar);
        };
    }

    private ObjectNode object(Node.Mapping mapping) throws Unusable {
        ObjectNode object = Json.object();
        for (Node.Entry entry : mapping.entries()) {
            if (entry.key().value().equals("$ref")
                    && entry.value() instanceof Node.Scalar reference
                    && reference.type() == Node.ScalarType.TEXT) {
                object.put("$ref", "#/$defs/" + name(reference));
                if (wanted.add(reference.value())) {
                    open.push(reference);
                }
            } else {
                object.set(entry.key().value(), json(entry.value()));
            }
        }
        return object;
    }

    private static String name(Node.Scalar reference) throws Unusable {
        String text = reference.value();
        if (!text.startsWith(SCHEMAS) || text.indexOf('/', SCHEMAS.length()) >= 0) {
            throw new Unusable(
                    reference.place(), "`" + text + "` does not lead to a schema under `components` in this file");
        }
        return text.substring(SCHEMAS.length());
    }

    private static JsonNode scalar(Node.Scalar scalar) {
        String text = scalar.value();
        return switch (scalar.type()) {
            case INTEGER -> Json.nodes().numberNode(new BigInteger(text.startsWith("+") ? text.substring(1) : text));
            case DECIMAL -> decimal(text);
            case BOOLEAN -> Json.nodes().booleanNode(text.equalsIgnoreCase("true"));
            case NULL -> Json.nodes().nullNode();
            case TEXT, REFUSED -> Json.nodes().textNode(text);
        };
    }

    /** A number with an absurd exponent stays text: nobody is to write it out. */
    private static JsonNode decimal(String text) {
        BigDecimal value = new BigDecimal(text);
        return Math.abs((long) value.scale()) > 400
                ? Json.nodes().textNode(text)
                : Json.nodes().numberNode(value);
    }
}
