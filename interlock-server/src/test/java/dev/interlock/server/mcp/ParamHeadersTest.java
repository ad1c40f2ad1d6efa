package dev.interlock.server.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.JsonLimits;
import dev.interlock.server.json.JsonReader;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParamHeadersTest {
    private static final String SCHEMA = """
            {"type":"object","properties":{
              "region":{"type":"string","x-mcp-header":"Region"},
              "place":{"type":"object","properties":{"floor":{"type":"integer","x-mcp-header":"Floor"}}},
              "dry":{"type":"boolean","x-mcp-header":"Dry"},
              "x-mcp-header":{"type":"string","description":"a parameter that happens to have that name"}}}""";

    static ObjectNode json(String text) {
        return switch (new JsonReader(JsonLimits.requests()).read(text.getBytes(UTF_8))) {
            case JsonReader.Outcome.Value(JsonNode tree) -> (ObjectNode) tree;
            case JsonReader.Outcome.Refused refused -> throw new AssertionError(refused.defect());
        };
    }

    private static ParamHeaders valid() {
        return switch (ParamHeaders.of(json(SCHEMA))) {
            case ParamHeaders.Outcome.Valid(ParamHeaders headers) -> headers;
            case ParamHeaders.Outcome.Invalid(String reason) -> throw new AssertionError(reason);
        };
    }

    private static Optional<String> check(String arguments, Map<String, String> headers) {
        return valid().check(json(arguments), name -> Optional.ofNullable(headers.get(name)));
    }

    @Test
    void producesWhatIsThere() {
        assertThat(valid().produce(json("{\"region\":\"münchen\",\"place\":{\"floor\":-7},\"dry\":null}")))
                .isEqualTo(Map.of("Mcp-Param-Region", "=?base64?bcO8bmNoZW4=?=", "Mcp-Param-Floor", "-7"));
    }

    @Test
    void whatItProducesItAccepts() {
        ObjectNode arguments = json("{\"region\":\" x\",\"place\":{\"floor\":12},\"dry\":true}");
        Map<String, String> headers = valid().produce(arguments);
        assertThat(valid().check(arguments, name -> Optional.ofNullable(headers.get(name))))
                .isEmpty();
    }

    @Test
    void integersAreComparedAsNumbers() {
        assertThat(check("{\"place\":{\"floor\":42}}", Map.of("Mcp-Param-Floor", "42.0")))
                .isEmpty();
    }

    @Test
    void headersOfNobodyPass() {
        assertThat(check("{}", Map.of("Mcp-Param-Other", "x"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"region\":\"eu\"}|Mcp-Param-Region|us|does not match",
                "{\"region\":\"eu\"}|Mcp-Param-Other|eu|is missing",
                "{}|Mcp-Param-Region|eu|the argument `region` is not",
                "{\"region\":null}|Mcp-Param-Region|null|the argument `region` is not",
                "{\"place\":{\"floor\":1}}|Mcp-Param-Floor|one|does not match",
                "{\"place\":{\"floor\":9007199254740992}}|Mcp-Param-Floor|9007199254740992|does not match",
                "{\"dry\":true}|Mcp-Param-Dry|TRUE|does not match",
                "{\"region\":\"eu\"}|Mcp-Param-Region|=?base64?ZXU?=|does not match"
            })
    void refusesDisagreement(String arguments, String header, String value, String reason) {
        assertThat(check(arguments, Map.of(header, value)))
                .hasValueSatisfying(message -> assertThat(message).contains(reason));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"properties\":{\"a\":{\"type\":\"string\",\"x-mcp-header\":\"\"}}}",
                "{\"properties\":{\"a\":{\"type\":\"string\",\"x-mcp-header\":\"a b\"}}}",
                "{\"properties\":{\"a\":{\"type\":\"string\",\"x-mcp-header\":7}}}",
                "{\"properties\":{\"a\":{\"type\":\"string\",\"x-mcp-header\":\"a\\r\\nHost\"}}}",
                "{\"properties\":{\"a\":{\"type\":\"number\",\"x-mcp-header\":\"A\"}}}",
                "{\"properties\":{\"a\":{\"x-mcp-header\":\"A\"}}}",
                "{\"properties\":{\"a\":{\"type\":\"string\",\"x-mcp-header\":\"A\"},\"b\":{\"type\":\"string\",\"x-mcp-header\":\"a\"}}}",
                "{\"properties\":{\"a\":{\"type\":\"array\",\"items\":{\"type\":\"string\",\"x-mcp-header\":\"A\"}}}}",
                "{\"anyOf\":[{\"properties\":{\"a\":{\"type\":\"string\",\"x-mcp-header\":\"A\"}}}]}",
                "{\"$defs\":{\"a\":{\"type\":\"string\",\"x-mcp-header\":\"A\"}}}",
                "{\"type\":\"string\",\"x-mcp-header\":\"A\"}"
            })
    void refusesWrongAnnotations(String schema) {
        assertThat(ParamHeaders.of(json(schema))).isInstanceOf(ParamHeaders.Outcome.Invalid.class);
    }

    @Test
    void valuesAreNotSchemas() {
        assertThat(ParamHeaders.of(json("{\"properties\":{\"a\":{\"default\":{\"x-mcp-header\":\"A\"}}}}")))
                .isInstanceOf(ParamHeaders.Outcome.Valid.class);
    }
}
