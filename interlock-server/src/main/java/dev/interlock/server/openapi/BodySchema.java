package dev.interlock.server.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.path.PathType;
import com.networknt.schema.regex.RegularExpression;
import dev.interlock.server.json.Json;
import dev.interlock.server.render.Plain;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The schema that a description gives for a body: JSON Schema 2020-12 for OpenAPI 3.1, the dialect of OpenAPI for 3.0. Nothing is
 * fetched for it, and patterns match in time linear in the text (RE2): one that cannot is not looked at, nor are `format`,
 * `discriminator` and dynamic references. Thread-safe.
 */
public final class BodySchema {

    static {
        // The validator brings SLF4J along, which says on standard error that nobody listens to it.
        System.setProperty("slf4j.internal.verbosity", "ERROR");
    }

    /** Characters of a defect that are told. */
    private static final int MOST = 300;

    private static final SchemaRegistry OPENAPI_30 = registry(Dialects.getOpenApi30());
    private static final SchemaRegistry OPENAPI_31 = registry(Dialects.getDraft202012());

    /** The keywords that say where a schema lives, ask for another one, or are not for this check. */
    private static final Set<String> DROPPED = Set.of(
            "$schema",
            "$id",
            "$anchor",
            "$dynamicAnchor",
            "$dynamicRef",
            "$vocabulary",
            "discriminator",
            "example",
            "examples",
            "default",
            "externalDocs",
            "xml");

    /** Keywords whose members are schemas by names of the description's own. */
    private static final Set<String> BY_NAME =
            Set.of("properties", "patternProperties", "dependentSchemas", "$defs", "definitions");

    /** Keywords that hold values, not schemas. */
    private static final Set<String> VALUES = Set.of("enum", "const", "required", "dependentRequired");

    private final JsonNode source;
    private final SchemaRegistry registry;
    /** The schema, made when it is first needed: a description may have thousands, and most are never used. */
    private volatile @Nullable Schema schema;

    private BodySchema(JsonNode source, SchemaRegistry registry) {
        this.source = source;
        this.registry = registry;
    }

    private static SchemaRegistry registry(Dialect dialect) {
        var config = SchemaRegistryConfig.builder()
                .failFast(true)
                .formatAssertionsEnabled(false)
                .locale(Locale.ROOT)
                .pathType(PathType.JSON_POINTER)
                .regularExpressionFactory(BodySchema::pattern)
                .build();
        return SchemaRegistry.withDialect(dialect, builder -> builder.schemaRegistryConfig(config));
    }

    private static RegularExpression pattern(String regex) {
        Pattern pattern;
        try {
            pattern = Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            return text -> true;
        }
        return text -> pattern.matcher(text).find();
    }

    /** Returns the schema of any JSON. */
    static BodySchema any() {
        return of(Json.nodes().booleanNode(true), "3.1");
    }

    /**
     * A schema that stands by itself.
     *
     * @param version of OpenAPI
     */
    static BodySchema of(JsonNode schema, String version) {
        return new BodySchema(schema, version.startsWith("3.0") ? OPENAPI_30 : OPENAPI_31);
    }

    /** Returns the first defect that is found in a body, and where; empty if the body has none. */
    public Optional<String> defect(JsonNode body) {
        try {
            return made().validate(body).stream().findFirst().map(BodySchema::told);
        } catch (RuntimeException | StackOverflowError e) {
            // INVARIANT: what could not be checked is not sent.
            System.getLogger(BodySchema.class.getName())
                    .log(System.Logger.Level.ERROR, "a body cannot be checked against its schema", e);
            return Optional.of("the body cannot be checked because its schema cannot be read");
        }
    }

    private Schema made() {
        Schema made = schema;
        if (made == null) {
            made = registry.getSchema(checkable(source));
            made.initializeValidators();
            schema = made;
        }
        return made;
    }

    private static String told(Error error) {
        String place = error.getInstanceLocation().toString();
        return (place.isEmpty() ? "the body" : "the body at `" + told(place) + "`") + ": " + told(error.getMessage());
    }

    private static String told(String text) {
        return Plain.cut(Plain.of(text.replace('\'', '`')), MOST);
    }

    /** The same schema, as far as it can be checked here. */
    private static JsonNode checkable(JsonNode schema) {
        if (schema instanceof ArrayNode list) {
            ArrayNode all = Json.array();
            list.forEach(one -> all.add(checkable(one)));
            return all;
        }
        if (!(schema instanceof ObjectNode object)) {
            return schema;
        }
        ObjectNode kept = Json.object();
        object.properties().forEach(entry -> {
            String keyword = entry.getKey();
            JsonNode value = entry.getValue();
            if (BY_NAME.contains(keyword) && value instanceof ObjectNode named) {
                ObjectNode members = kept.putObject(keyword);
                named.properties().forEach(one -> members.set(one.getKey(), checkable(one.getValue())));
            } else if (!DROPPED.contains(keyword) && !keyword.startsWith("x-")) {
                kept.set(keyword, VALUES.contains(keyword) ? value : checkable(value));
            }
        });
        withoutReadOnly(kept);
        return kept;
    }

    /** Drops the requirement of read-only properties: OpenAPI requires them of answers alone. */
    private static void withoutReadOnly(ObjectNode schema) {
        Set<String> readOnly = new TreeSet<>();
        schema.path("properties").properties().forEach(property -> {
            if (property.getValue().path("readOnly").asBoolean()) {
                readOnly.add(property.getKey());
            }
        });
        if (!readOnly.isEmpty() && schema.get("required") instanceof ArrayNode required) {
            ArrayNode kept = Json.array();
            required.forEach(name -> {
                if (!readOnly.contains(name.asText())) {
                    kept.add(name);
                }
            });
            schema.set("required", kept);
        }
    }
}
