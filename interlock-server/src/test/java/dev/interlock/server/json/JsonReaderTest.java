package dev.interlock.server.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReaderTest {
    private final JsonReader reader =
            new JsonReader(JsonLimits.requests().withMaxBytes(10_000).withMaxDepth(5));

    private JsonNode value(String text) {
        return switch (reader.read(text.getBytes(UTF_8))) {
            case JsonReader.Outcome.Value(JsonNode tree) -> tree;
            case JsonReader.Outcome.Refused refused -> throw new AssertionError(refused.defect());
        };
    }

    private JsonReader.Outcome.Refused refused(byte[] text) {
        assertThat(reader.read(text)).isInstanceOf(JsonReader.Outcome.Refused.class);
        return (JsonReader.Outcome.Refused) reader.read(text);
    }

    @Test
    void numbersStayExactly() {
        JsonNode tree =
                value("{\"a\":12345678901234567890123456789,\"b\":0.10000000000000000000000001,\"c\":1.50,\"d\":1e2}");
        assertThat(tree.path("a").bigIntegerValue()).isEqualTo(new BigInteger("12345678901234567890123456789"));
        assertThat(tree.path("b").decimalValue()).isEqualTo(new BigDecimal("0.10000000000000000000000001"));
        assertThat(Json.text(tree.path("c"))).isEqualTo("1.50");
        assertThat(tree.path("d").decimalValue()).isEqualByComparingTo("100");
    }

    @Test
    void unknownMembersAndTheirOrderSurvive() {
        String text = "{\"z\":1,\"a\":{\"x-new\":[true,null,\"\\u20ac\"]}}";
        assertThat(Json.text(value(text))).isEqualTo("{\"z\":1,\"a\":{\"x-new\":[true,null,\"€\"]}}");
    }

    @Test
    void anIdComesBackEqual() {
        assertThat(value("7")).isEqualTo(Json.id(7));
        assertThat(value("5000000000")).isEqualTo(Json.id(5_000_000_000L));
    }

    @Test
    void whatIsRepeatedOfAMessageIsOneLine() {
        for (String end : new String[] {"\\n", "\\r", "\\u2028", "\\u0085", "\\u001b[2K"}) {
            String text = "{\"a" + end + "x\":{\"b" + end + "y\":1,\"b" + end + "y\":2}}";
            assertThat(refused(text.getBytes(UTF_8)).defect())
                    .contains("`b?")
                    .doesNotContainPattern("[\\p{Cntrl}\\u2028]");
        }
    }

    static Stream<Arguments> wellFormedButRefused() {
        return Stream.of(
                Arguments.of("{\"a\":{\"b\":1,\"b\":2}}", "`b` occurs twice", "use each name once"),
                Arguments.of("{\"a\":1,\"\\u0061\":2}", "`a` occurs twice", "use each name once"),
                Arguments.of("[[[[[[1]]]]]]", "deeper than 5 levels", "flatten it"),
                Arguments.of("{\"a\":\"\\ud800\"}", "half a surrogate pair", "whole characters"),
                Arguments.of("{\"a\":\"x\\udc00y\"}", "half a surrogate pair", "`/a`"),
                Arguments.of("{\"\\udfff\":1}", "half a surrogate pair", "line 1"),
                Arguments.of("{\"a\":1e999999999}", "more than 400 digits", "`/a`"),
                Arguments.of("{\"a\":1e-401}", "more than 400 digits", "as a string"),
                Arguments.of("{\"a\":[0," + "9".repeat(401) + "]}", "more than 400 digits", "`/a/1`"),
                Arguments.of("\"" + "x".repeat(10_000) + "\"", "10002 bytes", "at most 10000"));
    }

    @ParameterizedTest
    @MethodSource("wellFormedButRefused")
    void refusesWhatReadersMayDisagreeAbout(String text, String what, String remedy) {
        JsonReader.Outcome.Refused refused = refused(text.getBytes(UTF_8));
        assertThat(refused.wellFormed()).isTrue();
        assertThat(refused.defect()).contains(what).contains(remedy);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "{\"a\":NaN}",
                "{\"a\":Infinity}",
                "{\"a\":-Infinity}",
                "{'a':1}",
                "{\"a\":01}",
                "{\"a\":+1}",
                "{\"a\":.5}",
                "{\"a\":1.}",
                "{\"a\":0x1}",
                "{a:1}",
                "{\"a\":1,}",
                "[1,]",
                "{} {}",
                "{}]",
                "// c\n{}",
                "nul",
                "\"\t\"",
                "\uFEFF{}",
                "{\"a\":\"\\x\"}"
            })
    void refusesWhatIsNotJson(String text) {
        JsonReader.Outcome.Refused refused = refused(text.getBytes(UTF_8));
        assertThat(refused.wellFormed()).isFalse();
        assertThat(refused.defect()).doesNotContain("com.fasterxml").doesNotContain("Exception");
    }

    @Test
    void refusesOtherEncodings() {
        assertThat(refused("{\"a\":1}".getBytes(java.nio.charset.StandardCharsets.UTF_16LE))
                        .wellFormed())
                .isFalse();
        byte[] overlong = {'"', (byte) 0xC0, (byte) 0xAF, '"'};
        assertThat(refused(overlong).defect()).contains("UTF-8");
        byte[] surrogate = {'"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '"'};
        assertThat(refused(surrogate).defect()).contains("UTF-8");
    }

    @Test
    void answersKeepTheirWorkWhenAPairWasCut() {
        JsonReader lenient = new JsonReader(JsonLimits.answers());
        assertThat(lenient.read("\"a\\ud83d\"".getBytes(UTF_8)))
                .isEqualTo(new JsonReader.Outcome.Value(Json.nodes().textNode("a\uFFFD")));
        assertThat(lenient.read("\"\\ud83d\\ude00\\ude00\"".getBytes(UTF_8)))
                .isEqualTo(new JsonReader.Outcome.Value(Json.nodes().textNode("\ud83d\ude00\uFFFD")));
    }

    /** Each takes a hundred times the memory that it takes in the text. */
    @ParameterizedTest
    @ValueSource(strings = {"[]", "{}", "0,0", "[],0"})
    void refusesMoreValuesThanMemoryIsMeantFor(String values) {
        JsonReader reader = new JsonReader(JsonLimits.requests());
        String text = "[" + (values + ",").repeat(250_000) + "0]";
        assertThat(reader.read(text.getBytes(UTF_8)))
                .isInstanceOfSatisfying(JsonReader.Outcome.Refused.class, refused -> {
                    assertThat(refused.wellFormed()).isTrue();
                    assertThat(refused.defect())
                            .contains("more than 200000 values")
                            .contains("send less");
                });
        String some = "[" + (values + ",").repeat(60_000) + "0]";
        assertThat(reader.read(some.getBytes(UTF_8))).isInstanceOf(JsonReader.Outcome.Value.class);
    }

    @Test
    void theDeepestAllowedLevelIsAllowed() {
        assertThat(value("[[[[[1]]]]]").isArray()).isTrue();
    }
}
