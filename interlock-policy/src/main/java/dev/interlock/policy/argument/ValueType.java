package dev.interlock.policy.argument;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The type of a JSON value, as JSON Schema and a catalogue name it. */
public enum ValueType {
    TEXT("string"),
    INTEGER("integer"),
    NUMBER("number"),
    BOOLEAN("boolean"),
    LIST("array"),
    OBJECT("object"),
    NULL("null");

    /** The largest exponent that is written out to see whether a number is an integer. */
    private static final int MOST_SCALE = 400;

    private final String inSchemas;

    ValueType(String inSchemas) {
        this.inSchemas = inSchemas;
    }

    /** The word for it in a catalogue. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<ValueType> ofSchema(@Nullable Object name) {
        for (ValueType type : values()) {
            if (type.inSchemas.equals(name)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    /** Returns whether the value is of this type. A number without a fraction is an integer however it is written: it is sent as one. */
    boolean fits(@Nullable Object value) {
        return switch (this) {
            case TEXT -> value instanceof String;
            case INTEGER -> isInteger(value);
            case NUMBER -> value instanceof Number;
            case BOOLEAN -> value instanceof Boolean;
            case LIST -> value instanceof List<?>;
            case OBJECT -> value instanceof Map<?, ?>;
            case NULL -> value == null;
        };
    }

    private static boolean isInteger(@Nullable Object value) {
        if (value instanceof Long || value instanceof Integer || value instanceof BigInteger) {
            return true;
        }
        if (value instanceof Double number) {
            return Double.isFinite(number) && Math.rint(number) == number;
        }
        return value instanceof BigDecimal number
                && Math.abs((long) number.scale()) <= MOST_SCALE
                && number.stripTrailingZeros().scale() <= 0;
    }
}
