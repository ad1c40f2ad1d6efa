package dev.interlock.ledger.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalJsonTest {
    // RFC 8785 appendix B, and the edges of the layouts
    @ParameterizedTest
    @CsvSource({
        "0000000000000000, 0",
        "8000000000000000, 0",
        "0000000000000001, 5e-324",
        "8000000000000001, -5e-324",
        "7fefffffffffffff, 1.7976931348623157e+308",
        "ffefffffffffffff, -1.7976931348623157e+308",
        "4340000000000000, 9007199254740992",
        "c340000000000000, -9007199254740992",
        "4430000000000000, 295147905179352830000",
        "44b52d02c7e14af5, 9.999999999999997e+22",
        "44b52d02c7e14af6, 1e+23",
        "44b52d02c7e14af7, 1.0000000000000001e+23",
        "444b1ae4d6e2ef4e, 999999999999999700000",
        "444b1ae4d6e2ef4f, 999999999999999900000",
        "444b1ae4d6e2ef50, 1e+21",
        "3eb0c6f7a0b5ed8c, 9.999999999999997e-7",
        "3eb0c6f7a0b5ed8d, 0.000001",
        "41b3de4355555553, 333333333.3333332",
        "41b3de4355555554, 333333333.33333325",
        "41b3de4355555555, 333333333.3333333",
        "41b3de4355555556, 333333333.3333334",
        "41b3de4355555557, 333333333.33333343",
        "becbf647612f3696, -0.0000033333333333333333",
        "43143ff3c1cb0959, 1424953923781206.2",
    })
    void numbersAreWrittenAsEcmaScriptWritesThem(String bits, String text) {
        double number = Double.longBitsToDouble(Long.parseUnsignedLong(bits, 16));
        assertThat(text(CanonicalJson.canonicalize(number))).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void numbersThatJsonDoesNotHaveAreRefused(double number) {
        assertThatThrownBy(() -> CanonicalJson.canonicalize(List.of(number)))
                .isInstanceOf(UnencodableException.class)
                .hasMessage("at `/0`: `" + number + "` is not a JSON number");
    }

    @Test
    void everyDoubleReadsBackAndIsShortest() {
        Random random = new Random(8785);
        for (int i = 0; i < 200_000; i++) {
            double number = Double.longBitsToDouble(random.nextLong());
            if (!Double.isFinite(number) || number == 0) {
                continue;
            }
            String text = Es6Number.format(number);
            assertThat(Double.parseDouble(text)).isEqualTo(number);
            assertThat(new BigDecimal(text).stripTrailingZeros().precision())
                    .isLessThanOrEqualTo(new BigDecimal(Double.toString(number))
                            .stripTrailingZeros()
                            .precision());
        }
    }

    @Test
    void theExampleOfTheStandard() {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("numbers", List.of(333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001));
        value.put("string", "\u20ac$\u000F\nA'B\"\\\\\"/");
        value.put("literals", Arrays.asList(null, true, false));
        assertThat(text(CanonicalJson.canonicalize(value)))
                .isEqualTo("{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],"
                        + "\"string\":\"\u20ac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
    }

    @Test
    void keysAreSortedByUtf16CodeUnits() {
        Map<String, Object> value = new HashMap<>();
        for (String key : List.of("\u20ac", "\r", "\ufb33", "1", "\ud83d\ude00", "\u0080", "\u00f6")) {
            value.put(key, 0);
        }
        String expected = "{\"\\r\":0,\"1\":0,\"\u0080\":0,\"\u00f6\":0,\"\u20ac\":0,\"\ud83d\ude00\":0,\"\ufb33\":0}";
        assertThat(text(CanonicalJson.encode(value))).isEqualTo(expected);
        assertThat(text(CanonicalJson.encode(new TreeMap<>(value)))).isEqualTo(expected);
        TreeMap<String, Object> backwards = new TreeMap<>(Collections.reverseOrder());
        backwards.putAll(value);
        assertThat(text(CanonicalJson.encode(backwards))).isEqualTo(expected);
        assertThat(CanonicalJson.decode(expected.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(widened(value));
    }

    @ParameterizedTest
    @CsvSource({
        "9007199254740993",
        "-9007199254740993",
        "0.10000000000000000555",
        "1e400",
        "1e-400",
        "1e2147483647",
        "333333333.33333329",
        "295147905179352825856"
    })
    void aDecimalThatDoesNotSurviveAsDoubleIsRefused(String number) {
        assertThatThrownBy(() -> CanonicalJson.canonicalize(Map.of("a", Map.of("b/c", new BigDecimal(number)))))
                .isInstanceOf(UnencodableException.class)
                .hasMessageStartingWith("at `/a/b~1c`: the number `")
                .hasMessageContaining("cannot be represented exactly as an IEEE double");
    }

    @ParameterizedTest
    @CsvSource({
        "0.10, 0.1", "9007199254740992, 9007199254740992", "9007199254740994, 9007199254740994", "1E2, 100",
        "1e21, 1e+21", "-0.0, 0", "1234.50, 1234.5", "0e99999, 0"
    })
    void aDecimalThatSurvivesIsWrittenShortest(String number, String text) {
        assertThat(text(CanonicalJson.canonicalize(new BigDecimal(number)))).isEqualTo(text);
    }

    @Test
    void largerIntegersFromOutsideSurviveOrAreRefused() {
        assertThat(text(CanonicalJson.canonicalize(List.of(1L << 53, BigInteger.TEN.pow(20), 0.1f, 5))))
                .isEqualTo("[9007199254740992,100000000000000000000,0.1,5]");
        // the double is exact, but its canonical text names another integer
        for (Object refused : List.of((1L << 53) + 1, Long.MAX_VALUE, BigInteger.TWO.pow(68))) {
            assertThatThrownBy(() -> CanonicalJson.canonicalize(refused)).isInstanceOf(UnencodableException.class);
        }
    }

    @Test
    void leavesTakeSafeIntegersOnly() {
        long max = CanonicalJson.MAX_INTEGER;
        assertThat(text(CanonicalJson.encode(List.of(max, -max, 0, (short) 7, (byte) -7))))
                .isEqualTo("[9007199254740991,-9007199254740991,0,7,-7]");
        for (Object refused : List.of(
                max + 1, -max - 1, Long.MIN_VALUE, new BigDecimal("9007199254740992"), 1.5, 1f, BigInteger.TWO)) {
            assertThatThrownBy(() -> CanonicalJson.encode(refused)).isInstanceOf(UnencodableException.class);
        }
        assertThatThrownBy(() -> CanonicalJson.encode(Map.of("n", max + 1)))
                .hasMessage("at `/n`: the integer `9007199254740992` exceeds 2^53-1; write it as a string");
    }

    @Test
    void whatHasNoJsonIsRefused() {
        assertThatThrownBy(() -> CanonicalJson.encode(Map.of("a", List.of(1, new Object()))))
                .hasMessage("at `/a/1`: a value of type `Object` has no canonical JSON form; use a map, list, string,"
                        + " boolean, integer or null");
        assertThatThrownBy(() -> CanonicalJson.encode(Map.of(1, 2))).hasMessage("at `/`: the key `1` is not a string");
        for (String lone : List.of("\ud83d", "\ude00", "a\ude00\ud83d", "\ud83dx")) {
            assertThatThrownBy(() -> CanonicalJson.encode(lone)).hasMessageContaining("a lone surrogate");
            assertThatThrownBy(() -> CanonicalJson.encode(Map.of(lone, 1))).hasMessageContaining("a lone surrogate");
        }
    }

    @Test
    void depthIsBounded() {
        Object value = nested(CanonicalJson.MAX_DEPTH);
        byte[] json = CanonicalJson.encode(value);
        assertThat(CanonicalJson.decode(json)).isEqualTo(value);
        assertThatThrownBy(() -> CanonicalJson.encode(nested(CanonicalJson.MAX_DEPTH + 1)))
                .isInstanceOf(UnencodableException.class)
                .hasMessageContaining("nested more than 64 levels deep");
        byte[] deep = ("[".repeat(65) + "]".repeat(65)).getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> CanonicalJson.decode(deep)).hasMessage("at byte 64: nested more than 64 levels deep");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "{\"a\":1,\"a\":2}|7|the key `a` appears twice",
                "{\"b\":1,\"a\":2}|7|the key `a` must come before `b`",
                "{\"a\": 1}|5|expected a value, found byte 32",
                "{\"a\":1} |7|bytes after the end of the value",
                "1 2|1|bytes after the end of the value",
                "[1,]|3|expected a value, found `]`",
                "[1|2|expected `,` or `]`, found the end",
                "{\"a\":1,}|7|expected a key, found `}`",
                "{a:1}|1|expected a key, found `a`",
                "\"abc|4|the string is not terminated",
                "\"\\/\"|1|an escape that canonical JSON does not have",
                "\"\\u000A\"|6|not a lower-case hexadecimal digit",
                "\"\\u000a\"|1|an escape for a character that has a shorter form",
                "\"\\u0041\"|1|an escape for a character that has a shorter form",
                "\"\\ud83d\\ude00\"|1|an escaped surrogate; write non-ASCII characters as UTF-8",
                "01|0|the number `01` must be written `1`",
                "-0|0|the number `-0` must be written `0`",
                "1.0|0|the number `1.0` must be written `1`",
                "1e3|0|the number `1e3` must be written `1000`",
                "1.50|0|the number `1.50` must be written `1.5`",
                "1E+30|0|the number `1E+30` must be written `1e+30`",
                "1e999|0|the number `1e999` is outside the range of a double",
                "9007199254740992|0|the integer `9007199254740992` exceeds 2^53-1",
                "--1|0|`--1` is not a number",
                "-|0|`-` is not a number",
                "tru|3|expected `true`, found the end",
                "nul1|3|expected `null`, found `1`",
                "NaN|0|expected a value, found `N`",
            })
    void whatIsNotCanonicalIsRefusedWithItsPlace(String json, int position, String problem) {
        assertThatThrownBy(() -> CanonicalJson.decode(json.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOfSatisfying(
                        NotCanonicalException.class,
                        e -> assertThat(e.position()).isEqualTo(position))
                .hasMessage("at byte " + position + ": " + problem);
    }

    @Test
    void badBytesAreRefused() {
        int[][] bad = {
            {0x80},
            {0xC0, 0x80},
            {0xC1, 0xBF},
            {0xE0, 0x80, 0x80},
            {0xED, 0xA0, 0x80},
            {0xED, 0xBF, 0xBF},
            {0xF0, 0x80, 0x80, 0x80},
            {0xF4, 0x90, 0x80, 0x80},
            {0xF5, 0x80, 0x80, 0x80},
            {0xC3},
            {0xE2, 0x82},
            {0xC3, 0x28},
            {0x0A},
            {0x00},
            {0x1F},
            {0xFF}
        };
        for (int[] bytes : bad) {
            byte[] json = new byte[bytes.length + 2];
            json[0] = '"';
            for (int i = 0; i < bytes.length; i++) {
                json[i + 1] = (byte) bytes[i];
            }
            json[json.length - 1] = '"';
            assertThatThrownBy(() -> CanonicalJson.decode(json))
                    .as(Arrays.toString(bytes))
                    .isInstanceOfSatisfying(
                            NotCanonicalException.class,
                            e -> assertThat(e.position()).isEqualTo(1));
        }
        assertThatThrownBy(() -> CanonicalJson.decode(new byte[0]))
                .hasMessage("at byte 0: expected a value, found the end");
    }

    @Test
    void whatIsWrittenReadsBackAndOnlyCanonicalBytesAreRead() {
        Random random = new Random(42);
        for (int i = 0; i < 20_000; i++) {
            Object value = value(random, 4);
            byte[] json = CanonicalJson.encode(value);
            assertThat(CanonicalJson.decode(json)).isEqualTo(widened(value));
            // any mutation either fails or is itself canonical
            byte[] mutated = json.clone();
            mutated[random.nextInt(mutated.length)] ^= (byte) (1 << random.nextInt(8));
            try {
                assertThat(CanonicalJson.encode(CanonicalJson.decode(mutated))).isEqualTo(mutated);
            } catch (NotCanonicalException refused) {
                assertThat(refused.position()).isBetween(0, mutated.length);
            }
        }
    }

    private static Object nested(int depth) {
        Object value = List.of();
        for (int i = 1; i < depth; i++) {
            value = List.of(value);
        }
        return value;
    }

    private static Object value(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 7 : 5)) {
            case 0 -> random.nextLong() >> 11 + random.nextInt(52);
            case 1 -> random.nextInt();
            case 2 -> random.nextBoolean();
            case 3 -> new BigDecimal(Double.toString(random.nextGaussian() * Math.pow(10, random.nextInt(30) - 20)));
            case 4 -> string(random);
            case 5 -> {
                List<Object> list = new ArrayList<>();
                for (int i = random.nextInt(5); i > 0; i--) {
                    list.add(random.nextInt(10) == 0 ? null : value(random, depth - 1));
                }
                yield list;
            }
            default -> {
                Map<String, Object> map = new HashMap<>();
                for (int i = random.nextInt(5); i > 0; i--) {
                    map.put(string(random), value(random, depth - 1));
                }
                yield map;
            }
        };
    }

    private static String string(Random random) {
        StringBuilder text = new StringBuilder();
        int[] bounds = {0x20, 0x80, 0x800, 0xD800, 0x110000};
        for (int i = random.nextInt(12); i > 0; i--) {
            int point = random.nextInt(bounds[random.nextInt(bounds.length)]);
            text.appendCodePoint(point >= 0xD800 && point <= 0xDFFF ? 'x' : point);
        }
        return text.toString();
    }

    /** As decoding gives it: integers as Long, decimals without trailing zeros. */
    private static Object widened(Object value) {
        return switch (value) {
            case null -> null;
            case Integer number -> number.longValue();
            case BigDecimal number -> {
                String text = Es6Number.format(number.doubleValue());
                yield text.matches("-?[0-9]+") ? (Object) Long.valueOf(text) : new BigDecimal(text);
            }
            case List<?> list -> list.stream().map(CanonicalJsonTest::widened).toList();
            case Map<?, ?> map -> {
                Map<Object, Object> copy = new HashMap<>();
                map.forEach((key, member) -> copy.put(key, widened(member)));
                yield copy;
            }
            default -> value;
        };
    }

    private static String text(byte[] json) {
        return new String(json, StandardCharsets.UTF_8);
    }

    @Test
    void membersThatAreWrittenOneByOneComeInOrder() {
        CanonicalWriter out = CanonicalWriter.ofOutside(1);
        out.beginObject();
        out.name("a");
        out.beginArray();
        out.number(1);
        out.canonical("{\"b\":null}".getBytes(StandardCharsets.UTF_8));
        out.endArray();
        out.name("b");
        out.text("x");
        assertThatThrownBy(() -> out.name("b")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> out.name("a")).isInstanceOf(IllegalArgumentException.class);
        out.endObject();
        assertThat(text(out.bytes())).isEqualTo("{\"a\":[1,{\"b\":null}],\"b\":\"x\"}");
    }
}
