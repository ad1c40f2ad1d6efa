package dev.interlock.server.door.api.openapi;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.policy.yaml.Node;
import dev.interlock.policy.yaml.SourceFile;
import dev.interlock.policy.yaml.YamlReader;
import dev.interlock.policy.yaml.YamlTree;
import dev.interlock.server.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/**
 * The description of the API in OpenAPI 3.1, put together from one file for each tag. The requests and answers of the tests are held
 * against it, so that it says what the server does. Thread-safe.
 */
public final class ApiDescription {

    private static final String HEAD = "head";

    /** The files, each of one tag of the document. */
    private static final List<String> PARTS = List.of(
            "tasks",
            "holds",
            "calls",
            "passkeys",
            "contacts",
            "links",
            "leases",
            "lanes",
            "agents",
            "lookup",
            "bundle",
            "playground",
            "record",
            "sources",
            "server",
            "health");

    /** The document, made when somebody asks for it first: a start is not to wait for it. */
    private static final class Whole {
        static final ObjectNode DOCUMENT = read();
    }

    private ApiDescription() {}

    /** Returns a copy of the document. */
    public static ObjectNode document() {
        return Whole.DOCUMENT.deepCopy();
    }

    private static ObjectNode read() {
        ObjectNode document = part(HEAD);
        var schemas = (ObjectNode) document.path("components").path("schemas");
        ObjectNode paths = document.putObject("paths");
        for (String name : PARTS) {
            ObjectNode part = part(name);
            add(paths, part.path("paths"));
            add(schemas, part.path("schemas"));
        }
        return document;
    }

    /** Adds members, none of which may be there already. */
    private static void add(ObjectNode to, JsonNode members) {
        members.properties().forEach(member -> {
            if (to.has(member.getKey())) {
                throw new IllegalStateException("`" + member.getKey() + "` is described twice");
            }
            to.set(member.getKey(), member.getValue());
        });
    }

    private static ObjectNode part(String name) {
        String file = name + ".yaml";
        try (InputStream in = ApiDescription.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("the resource `" + file + "` is missing");
            }
            YamlTree tree = YamlReader.read(new SourceFile(file, new String(in.readAllBytes(), UTF_8)));
            Optional<ObjectNode> root =
                    tree.problems().isEmpty() ? tree.root().map(ApiDescription::object) : Optional.empty();
            return root.orElseThrow(() -> new IllegalStateException(file + ": " + tree.problems()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ObjectNode object(Node node) {
        return (ObjectNode) json(node);
    }

    private static JsonNode json(Node node) {
        return switch (node) {
            case Node.Mapping mapping -> {
                ObjectNode object = Json.object();
                mapping.entries().forEach(entry -> object.set(entry.key().value(), json(entry.value())));
                yield object;
            }
            case Node.Sequence sequence -> {
                ArrayNode array = Json.array();
                sequence.items().forEach(item -> array.add(json(item)));
                yield array;
            }
            case Node.Scalar scalar ->
                switch (scalar.type()) {
                    case INTEGER -> Json.nodes().numberNode(new BigInteger(scalar.value()));
                    case BOOLEAN -> Json.nodes().booleanNode(scalar.value().equals("true"));
                    case TEXT -> Json.nodes().textNode(scalar.value());
                    case DECIMAL, NULL, REFUSED ->
                        throw new IllegalStateException(
                                "the description must not contain the scalar `" + scalar.value() + "`");
                };
        };
    }
}
