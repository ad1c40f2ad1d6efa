package dev.interlock.server.openapi;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Diagnostics;
import dev.interlock.policy.yaml.Node;
import dev.interlock.policy.yaml.Place;
import dev.interlock.policy.yaml.SourceFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads JSON into the same tree with places as YAML: it may be indented with tabs, which YAML may not. */
final class JsonNodes {

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .build();

    private final SourceFile file;
    private final Diagnostics diagnostics;

    private JsonNodes(SourceFile file, Diagnostics diagnostics) {
        this.file = file;
        this.diagnostics = diagnostics;
    }

    static Optional<Node> read(SourceFile file, int maxDepth, Diagnostics diagnostics) {
        var reader = new JsonNodes(file, diagnostics);
        try (JsonParser parser = FACTORY.createParser(file.text())) {
            parser.nextToken();
            Node root = reader.node(parser, maxDepth);
            if (parser.nextToken() != null) {
                diagnostics.error(
                        Check.SYNTAX, reader.place(parser), "there is text after the end of the JSON", "remove it");
            }
            return Optional.of(root);
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            Place place = at == null ? file.start() : file.at(at.getLineNr(), at.getColumnNr(), 1);
            diagnostics.error(
                    Check.SYNTAX,
                    place,
                    "not valid JSON: "
                            + e.getOriginalMessage().lines().findFirst().orElse("unreadable"),
                    "check commas, quotes and brackets at or before this place");
        } catch (IOException e) {
            throw new IllegalStateException("reading from memory", e);
        }
        return Optional.empty();
    }

    private Place place(JsonParser parser) {
        JsonLocation at = parser.currentTokenLocation();
        return file.at(at.getLineNr(), at.getColumnNr(), Math.max(1, parser.currentTokenLocation() == null ? 1 : 1));
    }

    private Node node(JsonParser parser, int depth) throws IOException {
        JsonToken token = parser.currentToken();
        Place place = place(parser);
        if (depth == 0) {
            diagnostics.error(Check.TOO_DEEP, place, "nested too deep", "flatten it");
            parser.skipChildren();
            return scalar("", Node.ScalarType.REFUSED, place);
        }
        if (token == null) {
            return scalar("", Node.ScalarType.NULL, place);
        }
        if (token == JsonToken.START_OBJECT) {
            return mapping(parser, place, depth);
        }
        if (token == JsonToken.START_ARRAY) {
            List<Node> items = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                items.add(node(parser, depth - 1));
            }
            return new Node.Sequence(items, place);
        }
        return scalar(parser.getText(), type(token), place);
    }

    private Node mapping(JsonParser parser, Place place, int depth) throws IOException {
        List<Node.Entry> entries = new ArrayList<>();
        Map<String, Place> seen = new HashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            Node.Scalar key = scalar(parser.currentName(), Node.ScalarType.TEXT, place(parser));
            parser.nextToken();
            Node value = node(parser, depth - 1);
            if (seen.putIfAbsent(key.value(), key.place()) == null) {
                entries.add(new Node.Entry(key, value));
            } else {
                diagnostics.error(
                        Check.DUPLICATE_KEY,
                        key.place(),
                        "the key " + Diagnostics.quote(key.value()) + " appears twice",
                        "merge the two, or remove one");
            }
        }
        return new Node.Mapping(entries, place);
    }

    private static Node.Scalar scalar(String value, Node.ScalarType type, Place place) {
        return new Node.Scalar(value, type, place, value);
    }

    private static Node.ScalarType type(JsonToken token) {
        return switch (token) {
            case VALUE_NUMBER_INT -> Node.ScalarType.INTEGER;
            case VALUE_NUMBER_FLOAT -> Node.ScalarType.DECIMAL;
            case VALUE_TRUE, VALUE_FALSE -> Node.ScalarType.BOOLEAN;
            case VALUE_NULL -> Node.ScalarType.NULL;
            case VALUE_STRING,
                    START_OBJECT,
                    END_OBJECT,
                    START_ARRAY,
                    END_ARRAY,
                    FIELD_NAME,
                    NOT_AVAILABLE,
                    VALUE_EMBEDDED_OBJECT -> Node.ScalarType.TEXT;
        };
    }
}
