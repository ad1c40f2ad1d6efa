package dev.interlock.server.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.ledger.json.CanonicalJson;
import dev.interlock.ledger.json.UnencodableException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalFormTest {

    private static final List<String> TEXTS =
            List.of("", "a", "vendor_id", "\"\\\n", "\u20ac", "\ud83d\ude00", "\u0001");

    private final Random random = new Random(8785);

    private JsonNode value(int depth) {
        return switch (random.nextInt(depth > 3 ? 8 : 11)) {
            case 0 -> Json.nodes().nullNode();
            case 1 -> Json.nodes().booleanNode(random.nextBoolean());
            case 2, 3 -> Json.nodes().textNode(text());
            case 4 -> Json.nodes().numberNode(random.nextInt());
            case 5 -> Json.nodes().numberNode(random.nextLong() >> random.nextInt(64));
            case 6 ->
                Json.nodes().numberNode(new BigDecimal(BigInteger.valueOf(random.nextInt(2_000)), random.nextInt(4)));
            case 7 -> Json.nodes().numberNode(BigInteger.ONE.shiftLeft(random.nextInt(90)));
            case 8 -> {
                ArrayNode array = Json.array();
                for (int i = random.nextInt(4); i > 0; i--) {
                    array.add(value(depth + 1));
                }
                yield array;
            }
            default -> object(depth + 1);
        };
    }

    private ObjectNode object(int depth) {
        ObjectNode object = Json.object();
        for (int i = random.nextInt(5); i > 0; i--) {
            object.set(text() + random.nextInt(3), value(depth));
        }
        return random.nextInt(4) == 0 ? FixedObject.of(object) : object;
    }

    private String text() {
        return TEXTS.get(random.nextInt(TEXTS.size()));
    }

    private static byte @Nullable [] canonical(@Nullable Object plain) {
        try {
            return CanonicalJson.canonicalize(plain);
        } catch (UnencodableException e) {
            return null;
        }
    }

    @Test
    void aTreeIsWrittenAsItsPlainValueIs() {
        int canonical = 0;
        for (int i = 0; i < 20_000; i++) {
            ObjectNode tree = object(0);
            Map<String, @Nullable Object> plain = PlainJson.of(tree);
            Map<String, @Nullable Object> seen = PlainJson.view(tree);
            assertThat(seen).isEqualTo(plain);
            assertThat(seen).hasToString(plain.toString());
            byte[] expected = canonical(plain);
            assertThat(canonical(seen)).isEqualTo(expected);
            if (expected == null) {
                assertThatThrownBy(() -> CanonicalForm.of(seen)).isInstanceOf(UnencodableException.class);
                assertThat(CanonicalForm.bytes(tree)).isEqualTo(Json.bytes(tree));
            } else {
                canonical++;
                assertThat(CanonicalForm.of(seen)).isEqualTo(expected);
                assertThat(CanonicalForm.bytes(tree)).isEqualTo(expected);
            }
        }
        assertThat(canonical).isBetween(1_000, 19_999);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":9007199254740993}", "{\"a\":{\"b\":[0,9007199254740993]}}", "{\"a\":\"\ud83d\"}"})
    void aRefusalNamesThePlace(String text) throws Exception {
        var tree = (ObjectNode) new com.fasterxml.jackson.databind.ObjectMapper().readTree(text);
        String expected = "";
        try {
            CanonicalJson.canonicalize(PlainJson.of(tree));
        } catch (UnencodableException e) {
            expected = e.getMessage();
        }
        assertThat(expected).startsWith("at `/a");
        assertThatThrownBy(() -> CanonicalForm.of(PlainJson.view(tree))).hasMessage(expected);
    }

    /** What was decided on is what is sent, whatever becomes of the values that it was made of. */
    @Test
    void aFixedObjectStaysAsItIs() {
        ObjectNode payment = Json.object().put("iban", "DE89");
        ObjectNode arguments = Json.object();
        arguments.set("to", payment);
        FixedObject fixed = FixedObject.of(arguments);
        ObjectNode message = Json.object();
        message.set("arguments", fixed);
        payment.put("iban", "DE02");
        arguments.put("more", true);
        assertThat(new String(CanonicalForm.bytes(message), UTF_8))
                .isEqualTo("{\"arguments\":{\"to\":{\"iban\":\"DE89\"}}}");
        assertThatThrownBy(() -> fixed.put("amount", 1)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> fixed.remove("to")).isInstanceOf(UnsupportedOperationException.class);
        assertThat(FixedObject.of(fixed)).isSameAs(fixed);
    }

    @Test
    void aViewCannotBeChanged() {
        ObjectNode object = Json.object().put("a", 1);
        object.putArray("list").add(1);
        Map<String, @Nullable Object> seen = PlainJson.view(object);
        assertThatThrownBy(() -> seen.put("b", 2)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> seen.remove("a")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> ((List<?>) seen.get("list")).remove(0))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThat(seen.get("none")).isNull();
        assertThat(seen.containsKey("none")).isFalse();
        assertThat(seen.get((Object) 7)).isNull();
    }
}
