package dev.interlock.server.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.policy.diagnostic.Diagnostic;
import dev.interlock.server.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Descriptions as people write them, and what is told where one cannot be read. */
class DescriptionReaderTest {

    @TempDir
    Path folder;

    private DescriptionReader.Outcome read(String name, String text) throws IOException {
        return DescriptionReader.read(Files.writeString(folder.resolve(name), text));
    }

    private Description good(String text) throws IOException {
        DescriptionReader.Outcome outcome = read("api.yaml", text);
        assertThat(outcome).as(outcome.diagnostics().toString()).isInstanceOf(DescriptionReader.Outcome.Read.class);
        return ((DescriptionReader.Outcome.Read) outcome).description();
    }

    private static String paths(String paths) {
        return "openapi: 3.1.0\npaths:\n" + paths.indent(2);
    }

    /** Line, column, and the beginning of the message. */
    private void assertRejected(String name, String text, int line, int column, String message) throws IOException {
        DescriptionReader.Outcome outcome = read(name, text);
        assertThat(outcome).isInstanceOf(DescriptionReader.Outcome.Rejected.class);
        Diagnostic first = outcome.diagnostics().getFirst();
        assertThat(first.place().line() + ":" + first.place().column() + " " + first.message())
                .startsWith(line + ":" + column + " " + message);
        assertThat(first.remedy()).isNotBlank();
    }

    private void assertNotOffered(String text, String why) throws IOException {
        DescriptionReader.Outcome outcome = read("api.yaml", text);
        assertThat(outcome).as(outcome.diagnostics().toString()).isInstanceOf(DescriptionReader.Outcome.Read.class);
        assertThat(outcome.diagnostics()).as(text).isNotEmpty().noneMatch(Diagnostic::isError);
        assertThat(outcome.diagnostics().getFirst().message()).contains("is not offered", why);
        assertThat(((DescriptionReader.Outcome.Read) outcome).description().operations())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{minimum: many}", "{$ref: '#/components/schemas/a~1b'}"})
    void aBodyWhoseSchemaIsNoneIsNeverRight(String schema) throws IOException {
        Description description = good(
                paths("/a: {post: {requestBody: {content: {application/json: {schema: {items: " + schema + "}}}}}}")
                        + "components: {schemas: {a/b: {type: string}}}\n");
        Operation.Body body = description.operations().getFirst().body().orElseThrow();
        assertThat(body.schemas().get("application/json").defect(Json.array().add(1)))
                .hasValueSatisfying(defect -> assertThat(defect).contains("its schema cannot be read"));
    }

    @Test
    void jsonIsReadAsWellIndentedWithTabs() throws IOException {
        String json = """
            {
            \t"openapi": "3.0.1",
            \t"info": {"title": "smile \\ud83d\\ude00", "version": "1"},
            \t"paths": {"/a/{b}": {"get": {
            \t\t"parameters": [{"name": "b", "in": "path", "required": true, "schema": {"type": "string"}}],
            \t\t"responses": {}
            \t}}}
            }
            """;
        DescriptionReader.Outcome outcome = read("api.json", json);
        assertThat(outcome.diagnostics()).isEmpty();
        Description description = ((DescriptionReader.Outcome.Read) outcome).description();
        assertThat(description.operations().stream().map(Operation::name)).containsExactly("GET/a/.b");

        assertRejected("bad.json", json.replace("\"paths\"", "\"openapi\""), 4, 2, "the key `openapi` appears twice");
        assertRejected("bad.json", json.replace("\"paths\":", "\"paths\""), 4, 10, "not valid JSON");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "swagger: '2.0' | 1 | 1 | `openapi` is missing",
                "openapi: 3.2.0 | 1 | 10 | this version of OpenAPI is not supported",
                "openapi: 3.1.0 | 1 | 1 | the description has no `paths`",
                "[1] | 1 | 1 | the file is not an OpenAPI description",
                "openapi: 3.1.0: x | 1 | 15 | not valid YAML"
            })
    void whatIsNoDescription(String text, int line, int column, String message) throws IOException {
        assertRejected("api.yaml", text, line, column, message);
    }

    @Test
    void aFileThatIsNotThere() {
        DescriptionReader.Outcome outcome = DescriptionReader.read(folder.resolve("none.yaml"));
        assertThat(outcome.diagnostics().getFirst().message()).contains("there is no file", "none.yaml");
    }

    @Test
    void aFileThatIsNotUtf8() throws IOException {
        Path file = folder.resolve("latin.yaml");
        Files.write(file, new byte[] {'a', ':', ' ', (byte) 0xe9});
        assertThat(DescriptionReader.read(file).diagnostics().getFirst().message())
                .contains("not UTF-8");
    }

    @Test
    void twoOperationsOfOneNameAndTwoPathsOfOneForm() throws IOException {
        assertRejected(
                "api.yaml",
                paths("/a: {get: {operationId: x}}\n/b: {get: {operationId: x}}"),
                4,
                8,
                "the operation `x` is described twice");
        assertRejected(
                "api.yaml",
                paths("/a/{x}: {parameters: [{name: x, in: path, schema: {}}], get: {}}\n/a/{y}: {}"),
                4,
                3,
                "the path `/a/{y}` covers the same requests");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/a: {post: {requestBody: {required: true, content: {application/xml: {}}}}} | its body is not JSON",
                "/a: {get: {parameters: [{name: s, in: cookie, required: true}]}} | cookies are not sent",
                "/a: {get: {parameters: [{name: Host, in: header, required: true, schema: {}}]}} | agents cannot set"
                        + " it",
                "/a: {get: {parameters: [{name: Content-MD5, in: header, required: true, schema: {}}]}} | agents"
                        + " cannot set it",
                "/a: {get: {parameters: [{name: q, in: query, required: true, schema: {type: object}}]}} | not a"
                        + " string, number",
                "/a: {get: {parameters: [{name: q, in: query, required: true, style: pipeDelimited, schema: {}}]}} |"
                        + " has the style",
                "/a: {get: {parameters: [{name: q, in: query, required: true, content: {}}]}} | has no `schema`",
                "/a: {get: {parameters: [{name: q, in: body, schema: {}}]}} | an unknown `in`",
                "/a: {get: {parameters: [{in: query, schema: {}}]}} | has no `name`",
                "/a/{b}: {get: {}} | the parameters of its path are [b]",
                "/a: {get: {parameters: [{name: b, in: path, schema: {}}]}} | described ones are [b]",
                "/a/{b}: {get: {parameters: [{name: b, in: path, schema: {type: array}}]}} | is a list",
                "/a: {get: {servers: [{url: https://other.example.com}]}} | its own `servers`",
                "/a: {servers: [{url: https://other.example.com}], get: {}} | its own `servers`",
                "/a: {get: {parameters: [{$ref: 'other.yaml#/x'}]}} | is in another file",
                "/a: {get: {parameters: [{$ref: '#/components/parameters/none'}]}} | leads nowhere",
                "/a: {get: {parameters: [{$ref: '#/paths/~1a/get/parameters/0'}]}} | form a cycle",
                "/a: {post: {requestBody: {content: {application/json: {schema: {items: {$ref:"
                        + " 'https://x.example/s'}}}}}}} | does not lead to a schema",
                "/a/{b}-{c}: {get: {}} | more than one parameter",
                "/a?x=1: {get: {}} | percent-encoded",
                "/a/../b: {get: {}} | dots",
                "a: {get: {}} | does not begin with `/`"
            })
    void whatCannotBeOffered(String path, String why) throws IOException {
        assertNotOffered(paths(path), why);
    }

    /** Nobody is to reach under another operation's name what is not offered under its own. */
    @Test
    void whatIsNotOfferedIsNoOtherOperationEither() throws IOException {
        Description description = good(paths("""
            /items/{id}: {parameters: [{name: id, in: path, schema: {}}], post: {operationId: change}}
            /items/import: {post: {requestBody: {required: true, content: {text/csv: {}}}}}
            /{a}/x-{b}-{c}: {post: {}}
            """));
        assertThat(description.match("POST", List.of("items", "7"))).isInstanceOf(Description.Match.Found.class);
        assertThat(description.match("POST", List.of("items", "x-1-2")))
                .isInstanceOf(Description.Match.Ambiguous.class);
        assertThat(description.match("POST", List.of("items", "import")))
                .isInstanceOfSatisfying(
                        Description.Match.None.class,
                        none -> assertThat(none.why()).contains("its body is not JSON"));
    }

    @Test
    void optionalPartsThatCannotBeOfferedAreLeftOut() throws IOException {
        Operation operation = good(paths("""
            /a:
              get:
                parameters:
                  - {name: deep, in: query, style: deepObject, schema: {type: object}}
                  - {name: s, in: cookie}
                  - {name: Accept, in: header, required: true, schema: {}}
                  - {name: X-Forwarded-Host, in: header, schema: {}}
                  - {name: q, in: query, schema: {type: [string, 'null']}}
            """)).operations().getFirst();
        assertThat(operation.parameters().stream().map(Parameter::name)).containsExactly("q");
    }

    @Test
    void parametersOfAPathAreInheritedAndReplaced() throws IOException {
        Operation operation = good(paths("""
            /a/{id}:
              parameters:
                - {name: id, in: path, schema: {type: string}}
                - {name: n, in: query, schema: {type: integer}}
              get:
                parameters: [{name: n, in: query, required: true, schema: {type: boolean}}]
            """)).operations().getFirst();
        assertThat(operation.parameters())
                .containsExactlyInAnyOrder(
                        new Parameter(Parameter.Place.PATH, "id", true, ValueType.TEXT, Parameter.Many.NO),
                        new Parameter(
                                Parameter.Place.QUERY,
                                "n",
                                true,
                                new ValueType(ValueType.Kind.BOOLEAN, List.of()),
                                Parameter.Many.NO));
    }

    @Test
    void schemasThatReferToThemselvesStandByThemselves() throws IOException {
        Operation operation = good("""
            openapi: 3.1.0
            paths:
              /trees:
                post:
                  operationId: plant
                  requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Tree'}}}}
            components:
              schemas:
                Tree: {type: object, properties: {left: {$ref: '#/components/schemas/Tree'}, leaf: {$ref: '#/components/schemas/Leaf'}}}
                Leaf: {type: string}
            """).operations().getFirst();
        assertThat(operation.definition().path("inputSchema").toString())
                .isEqualTo("{\"type\":\"object\",\"properties\":{\"body\":{\"type\":\"object\",\"properties\":"
                        + "{\"left\":{\"$ref\":\"#/$defs/Tree\"},\"leaf\":{\"$ref\":\"#/$defs/Leaf\"}}}},\"required\":[],"
                        + "\"$defs\":{\"Leaf\":{\"type\":\"string\"},\"Tree\":{\"type\":\"object\",\"properties\":"
                        + "{\"left\":{\"$ref\":\"#/$defs/Tree\"},\"leaf\":{\"$ref\":\"#/$defs/Leaf\"}}}}}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"openapi: 3.1.0\npaths: [1]", "openapi: 3.1.0\npaths: {/a: 1}", "", "null", "{", "- - -"})
    void oddFilesAreRejected(String text) throws IOException {
        for (String name : List.of("api.yaml", "api.json")) {
            assertThat(read(name, text).diagnostics()).as(name).anyMatch(Diagnostic::isError);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/a: {get: 1}",
                "/a: {get: {parameters: 1, requestBody: 2, responses: 3}}",
                "/a: {get: {parameters: [1, [], {name: [], in: {}}]}}",
                "/a: {post: {requestBody: {content: {application/json: 1, '*/*': {}}}}}",
                "/a: {get: {responses: {200: {content: {application/json: {schema: 7}}, headers: 1}}}}",
                "/a: {get: {responses: {200: 1}}}",
                "/a: {get: {parameters: [{name: q, in: query, schema: {type: [1, {}], enum: [[], {}, 1e9999999]}}]}}",
                "'/a/{': {get: {}}",
                "'/a/}{': {get: {}}",
                "'/a/{}': {get: {}}",
                "'': {get: {}}",
                "/a: {x-anything: 1, get: {x-y: 1}}"
            })
    void oddPartsDoNoHarm(String path) throws IOException {
        assertThat(read("api.yaml", paths(path))).isNotNull();
    }

    @Test
    void deepNestingIsRefused() throws IOException {
        String deep = "[".repeat(5_000) + "]".repeat(5_000);
        assertThat(read("api.yaml", "openapi: 3.1.0\nx: " + deep).diagnostics()).anyMatch(Diagnostic::isError);
        assertThat(read("api.json", "{\"openapi\":\"3.1.0\",\"x\":" + deep + "}")
                        .diagnostics())
                .anyMatch(Diagnostic::isError);
    }
}
