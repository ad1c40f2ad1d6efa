package dev.interlock.server.door.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import dev.interlock.server.door.api.openapi.ApiDescription;
import dev.interlock.server.json.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The description of the API is one of OpenAPI 3.1, and has what the doors have. The meta-schema in the resources is the one that the
 * OpenAPI Initiative publishes at https://spec.openapis.org/oas/3.1/schema/2022-10-07.
 */
class ApiDescriptionTest {

    private static final SchemaRegistry REGISTRY = SchemaRegistry.withDialect(Dialects.getDraft202012());

    /** Paths of other doors: hooks, the stream of the record, channels, and health. */
    private static final Set<String> ELSEWHERE = Set.of(
            "/v1/hooks/{client}",
            "/v1/audit/stream",
            "/v1/channels/{channel}/answers",
            "/health/live",
            "/health/ready");

    private final ObjectNode document = ApiDescription.document();

    @Test
    void theDocumentIsOneOfOpenApi() throws Exception {
        try (var in = ApiDescriptionTest.class.getResourceAsStream("/openapi/oas-3.1-schema-2022-10-07.json")) {
            String schema = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(REGISTRY.getSchema(schema, InputFormat.JSON).validate(Json.text(document), InputFormat.JSON))
                    .isEmpty();
        }
    }

    @Test
    void itsSchemasAreSchemas() {
        var meta = REGISTRY.getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));
        schemas(document, new ArrayList<>())
                .forEach(schema -> assertThat(meta.validate(Json.text(schema), InputFormat.JSON))
                        .as("%s", schema)
                        .isEmpty());
    }

    @Test
    void referencesLeadSomewhere() {
        assertThat(document.findValuesAsText("$ref"))
                .isNotEmpty()
                .allSatisfy(reference -> assertThat(
                                document.at(reference.substring(1)).isMissingNode())
                        .as(reference)
                        .isFalse());
    }

    @Test
    void operationsHaveNamesOfTheirOwn() {
        assertThat(document.path("paths").findValuesAsText("operationId")).doesNotHaveDuplicates();
    }

    @Test
    void everyResourceIsDescribed(@TempDir Path folder) throws Exception {
        try (var server = new ApiServer(folder)) {
            Set<String> described = new TreeSet<>();
            document.path("paths").fieldNames().forEachRemaining(path -> {
                if (path.startsWith("/v1/") && !ELSEWHERE.contains(path)) {
                    described.add(path.split("/", -1)[2]);
                }
            });
            described.removeAll(Set.of("login", "jwks", "openapi.json"));
            assertThat(described).isEqualTo(new TreeSet<>(server.resources()));
        }
    }

    /** A method that nothing takes is refused with those that are taken: these the description has, and no others. */
    @Test
    void thePathsTakeTheMethodsThatAreDescribed(@TempDir Path folder) throws Exception {
        try (var server = new ApiServer(folder)) {
            for (var path : document.path("paths").properties()) {
                if (ELSEWHERE.contains(path.getKey()) || path.getKey().equals("/v1/observations")) {
                    continue;
                }
                Set<String> methods = new TreeSet<>();
                path.getValue().fieldNames().forEachRemaining(method -> {
                    if (!method.equals("parameters")) {
                        methods.add(method.toUpperCase(Locale.ROOT));
                    }
                });
                String target = path.getKey()
                        .replace("{number}", "0")
                        .replace("{type}/{id}", "vendor/V-1")
                        .replaceAll("\\{[a-z]+\\}", "t-1");
                ApiServer.Reply reply = server.send("ines", "DELETE", target);
                assertThat(reply.status()).as(target).isEqualTo(405);
                assertThat(Set.of(reply.headers().firstValue("allow").orElse("").split(", ", -1)))
                        .as(target)
                        .isEqualTo(methods);
            }
        }
    }

    @Test
    void anybodyGetsIt(@TempDir Path folder) throws Exception {
        try (var server = new ApiServer(folder)) {
            ApiServer.Reply reply = server.send(server.request("GET", "/v1/openapi.json"));
            assertThat(reply.status()).isEqualTo(200);
            assertThat(Json.text(reply.body())).isEqualTo(Json.text(document));
        }
    }

    private static List<JsonNode> schemas(JsonNode node, List<JsonNode> found) {
        node.properties().forEach(member -> {
            if (member.getKey().equals("schema")) {
                found.add(member.getValue());
            } else if (member.getKey().equals("schemas")) {
                member.getValue().forEach(found::add);
            } else {
                schemas(member.getValue(), found);
            }
        });
        if (node.isArray()) {
            node.forEach(item -> schemas(item, found));
        }
        return found;
    }
}
