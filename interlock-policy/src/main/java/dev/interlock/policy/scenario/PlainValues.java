package dev.interlock.policy.scenario;

import dev.interlock.policy.yaml.Node;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Arguments and results of a scenario, as a door would read them from JSON. */
public final class PlainValues {

    private PlainValues() {}

    static Map<String, @Nullable Object> map(Node.Mapping mapping) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        mapping.entries().forEach(e -> out.put(e.key().value(), value(e.value())));
        return out;
    }

    private static @Nullable Object value(Node node) {
        return switch (node) {
            case Node.Mapping mapping -> map(mapping);
            case Node.Sequence sequence -> {
                List<@Nullable Object> out = new ArrayList<>();
                sequence.items().forEach(item -> out.add(value(item)));
                yield out;
            }
            case Node.Scalar scalar -> scalar(scalar);
        };
    }

    private static @Nullable Object scalar(Node.Scalar scalar) {
        String text = scalar.value();
        return switch (scalar.type()) {
            case TEXT -> text;
            case INTEGER -> integer(text);
            case DECIMAL -> text.length() > 100 ? text : decimal(text);
            case BOOLEAN -> text.equalsIgnoreCase("true");
            case NULL, REFUSED -> null;
        };
    }

    private static Object integer(String text) {
        if (text.length() > 100) {
            return text;
        }
        BigInteger value = new BigInteger(text.startsWith("+") ? text.substring(1) : text);
        return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
    }

    private static Object decimal(String text) {
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException e) {
            return text;
        }
    }

    /**
     * A digest that tells arguments apart. It is not the canonical one of RFC 8785, which belongs to the ledger; nothing in a
     * scenario compares it with one.
     */
    public static String digest(Map<String, ?> args) {
        try {
            byte[] text = canonical(args).getBytes(StandardCharsets.UTF_8);
            return "sha-256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    private static String canonical(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            StringBuilder out = new StringBuilder("{");
            TreeMap<String, @Nullable Object> sorted = new TreeMap<>();
            map.forEach((k, v) -> sorted.put(String.valueOf(k), v));
            sorted.forEach((k, v) ->
                    out.append(k.length()).append(':').append(k).append('=').append(canonical(v)));
            return out.append('}').toString();
        }
        if (value instanceof List<?> list) {
            StringBuilder out = new StringBuilder("[");
            list.forEach(v -> out.append(canonical(v)).append(','));
            return out.append(']').toString();
        }
        String text = String.valueOf(value);
        String type = value == null ? "null" : value instanceof String ? "text" : "other";
        return type + text.length() + ":" + text;
    }
}
