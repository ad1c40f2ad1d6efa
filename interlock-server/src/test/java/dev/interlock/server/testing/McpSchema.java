package dev.interlock.server.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The published JSON Schema of one revision of MCP. */
public final class McpSchema {
    private static final JsonSchemaFactory FACTORY = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);

    private final ObjectNode definitions;
    private final Map<String, JsonSchema> compiled = new ConcurrentHashMap<>();

    private McpSchema(ObjectNode definitions) {
        this.definitions = definitions;
    }

    /** @param revision `2026-07-28` or `2025-11-25` */
    public static McpSchema of(String revision) throws IOException {
        return new McpSchema((ObjectNode) new ObjectMapper()
                .readTree(
                        Shared.path("vectors/mcp/schema-" + revision + ".json").toFile()));
    }

    /** Fails unless the message is a valid one of the definition, such as `CallToolResultResponse`. */
    public void check(String definition, JsonNode message) {
        JsonSchema schema = compiled.computeIfAbsent(definition, name -> {
            assertThat(definitions.path("$defs").has(name)).as(name).isTrue();
            return FACTORY.getSchema(definitions.deepCopy().put("$ref", "#/$defs/" + name));
        });
        assertThat(schema.validate(message)).as("%s: %s", definition, message).isEmpty();
    }

    /** Fails unless the value fits a schema of its own, as a tool's `outputSchema` is. */
    public static void checkAgainst(JsonNode schema, JsonNode value) {
        assertThat(FACTORY.getSchema(schema).validate(value))
                .as(value.toString())
                .isEmpty();
    }
}
