package dev.interlock.server.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.server.json.CanonicalForm;
import dev.interlock.server.json.Json;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The type of value that the text of a parameter stands for. Each value has one spelling: `7` and `007` are not two texts for one
 * number, as the second is refused.
 *
 * @param choices the texts that are allowed; any, when empty
 */
public record ValueType(Kind kind, List<String> choices) {

    /** The closed set of what a single parameter can be. */
    public enum Kind {
        TEXT,
        INTEGER,
        NUMBER,
        BOOLEAN
    }

    /** The result of reading a text. */
    public sealed interface Reading {
        record Value(JsonNode json) implements Reading {}

        /** @param expected what should stand there instead */
        record Wrong(String expected) implements Reading {}
    }

    /** The type of any text. */
    public static final ValueType TEXT = new ValueType(Kind.TEXT, List.of());

    private static final Pattern INTEGER = Pattern.compile("0|-?[1-9][0-9]{0,37}");
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]{0,37})(\\.[0-9]{1,38})?");

    public ValueType {
        choices = List.copyOf(choices);
    }

    public Reading read(String text) {
        if (!choices.isEmpty() && !choices.contains(text)) {
            return new Reading.Wrong("one of " + choices.stream().limit(20).toList());
        }
        return switch (kind) {
            case TEXT -> new Reading.Value(Json.nodes().textNode(text));
            case BOOLEAN ->
                text.equals("true") || text.equals("false")
                        ? new Reading.Value(Json.nodes().booleanNode(text.equals("true")))
                        : new Reading.Wrong("`true` or `false`");
            case INTEGER ->
                INTEGER.matcher(text).matches()
                        ? new Reading.Value(Json.nodes().numberNode(new BigInteger(text)))
                        : new Reading.Wrong("a whole number without leading zeros");
            case NUMBER ->
                NUMBER.matcher(text).matches()
                        ? new Reading.Value(Json.nodes().numberNode(new BigDecimal(text)))
                        : new Reading.Wrong("a number such as `12.50`, without exponent");
        };
    }

    /** The text for a value that {@link #read} made: a number in its canonical form, which is what was decided on. */
    public static String text(JsonNode value) {
        return value.isNumber() ? CanonicalForm.number(value) : value.asText();
    }
}
