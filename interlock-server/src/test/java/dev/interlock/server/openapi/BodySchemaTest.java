package dev.interlock.server.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.server.fixture.Quiet;
import dev.interlock.server.fixture.Trees;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bodies are judged by the values that they have, exactly, and not by how a number happens to be written or kept. */
class BodySchemaTest {

    @BeforeAll
    static void quiet() {
        Quiet.on();
    }

    private static String defect(String schema, String body) {
        return BodySchema.of(Trees.object(schema), "3.1")
                .defect(Trees.object("{\"body\": " + body + "}").path("body"))
                .orElse("");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {"multipleOf": 0.01}       | 0.07
        {"multipleOf": 0.01}       | 4.35
        {"maximum": 0.3}           | 0.3
        {"type": "integer"}        | 1.0
        {"type": "integer"}        | 1e3
        {"type": "integer"}        | 123456789012345678901234567890
        {"enum": [1, 2]}           | 1
        {"enum": [1, 2]}           | 1.0
        {"enum": [9007199254740993]} | 9007199254740993
        {"const": 5}               | 5
        {"const": 5}               | 5.0
        {"uniqueItems": true}      | [1, 2, "1"]
        {"type": "number"}         | 1e400
        {"pattern": "^a+$"}        | "aaa"
        """)
    void whatFitsIsFine(String schema, String body) {
        assertThat(defect(schema, body)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {"multipleOf": 0.01}       | 0.075
        {"maximum": 0.3}           | 0.30000000000000001
        {"type": "integer"}        | 1.5
        {"type": "integer"}        | "1"
        {"enum": [9007199254740993]} | 9007199254740992
        {"const": 5}               | 5.000000000000000001
        {"uniqueItems": true}      | [1, 1]
        {"maximum": 9007199254740992} | 9007199254740993
        {"type": "object"}         | []
        {"pattern": "^a+$"}        | "b"
        {"required": ["id"]}       | {}
        """)
    void whatDoesNotFitIsTold(String schema, String body) {
        assertThat(defect(schema, body)).startsWith("the body: ");
    }

    @Test
    void thePlaceIsTold() {
        assertThat(defect("""
            {"properties": {"lines": {"items": {"properties": {"amount": {"type": "integer"}}}}}}\
            """, """
            {"lines": [{"amount": 1}, {"amount": "x"}]}\
            """)).startsWith("the body at `/lines/1/amount`: ");
    }

    @Test
    void whatAReadOnlyPropertyRequiresIsSaidOfAnswersAlone() {
        String schema = """
            {"properties": {"id": {"readOnly": true}, "name": {}}, "required": ["id", "name"]}\
            """;
        assertThat(defect(schema, "{\"name\": 1}")).isEmpty();
        assertThat(defect(schema, "{\"id\": 1}")).contains("name");
    }

    @Test
    void nothingIsFetchedForASchemaThatNamesAnother() {
        assertThat(defect("{\"$ref\": \"https://example.com/schema.json\"}", "{}"))
                .isEqualTo("the body cannot be checked because its schema cannot be read");
    }
}
