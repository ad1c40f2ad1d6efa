package dev.interlock.server.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON trees as plain values: String, Boolean, Long, BigDecimal, null, List and Map. Numbers stay exact. */
public final class PlainJson {

    private PlainJson() {}

    /** A copy of the object as a map, which may be changed. */
    public static Map<String, @Nullable Object> of(ObjectNode node) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        node.properties().forEach(field -> map.put(field.getKey(), value(field.getValue())));
        return map;
    }

    /** The object seen as a map, which cannot be changed. Nobody may change the object either as long as it is seen so. */
    public static Map<String, @Nullable Object> view(ObjectNode node) {
        return new PlainObject(node);
    }

    private static @Nullable Object value(JsonNode node) {
        return switch (node) {
            case ObjectNode object -> of(object);
            case ArrayNode array -> {
                List<@Nullable Object> list = new ArrayList<>(array.size());
                array.forEach(item -> list.add(value(item)));
                yield list;
            }
            default -> scalar(node);
        };
    }

    /** Any JSON, of which objects and arrays are not copied. */
    public static @Nullable Object seen(JsonNode node) {
        return switch (node) {
            case ObjectNode object -> new PlainObject(object);
            case ArrayNode array -> new PlainArray(array);
            default -> scalar(node);
        };
    }

    private static @Nullable Object scalar(JsonNode node) {
        return switch (node.getNodeType()) {
            case STRING -> node.textValue();
            case BOOLEAN -> node.booleanValue();
            case NUMBER -> isLong(node) ? (Object) node.longValue() : node.decimalValue();
            case NULL -> null;
            case OBJECT, ARRAY, BINARY, MISSING, POJO -> throw new IllegalArgumentException("not a JSON value");
        };
    }

    /** Returns whether the number is written without a fraction, and in the range of a long. */
    static boolean isLong(JsonNode number) {
        return number.canConvertToLong() && number.isIntegralNumber();
    }
}
