package dev.interlock.server.replay.read;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON values as plain ones: String, Boolean, Long, BigDecimal, null, List and Map. Used for one line or span at a time;
 * remembers whether all it read surely has a canonical form.
 */
final class JsonValues {

    private static final int MAX_DEPTH = 64;
    private static final long MAX_INTEGER = (1L << 53) - 1;

    static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(200)
                    .maxNumberLength(100)
                    .maxStringLength(LineSplitter.LONGEST)
                    .build())
            .build();

    private boolean plain = true;

    /** Returns whether everything since the last {@link #reset} surely has a canonical form. */
    boolean plain() {
        return plain;
    }

    void reset() {
        plain = true;
    }

    /** The value at whose first token the parser stands. */
    @Nullable
    Object value(JsonParser json, int depth) throws IOException {
        JsonToken token = json.currentToken();
        return switch (token) {
            case START_OBJECT -> object(json, depth);
            case START_ARRAY -> array(json, depth);
            case VALUE_STRING -> text(json.getText());
            case VALUE_NUMBER_INT -> integer(json);
            case VALUE_NUMBER_FLOAT -> decimal(json.getDecimalValue());
            case VALUE_TRUE -> Boolean.TRUE;
            case VALUE_FALSE -> Boolean.FALSE;
            case VALUE_NULL -> null;
            case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT ->
                throw new JsonParseException(json, "a value is missing");
        };
    }

    Map<String, @Nullable Object> object(JsonParser json, int depth) throws IOException {
        check(json, depth);
        Map<String, @Nullable Object> map = new LinkedHashMap<>(8);
        String name = json.nextFieldName();
        while (name != null) {
            json.nextToken();
            Object value = value(json, depth + 1);
            if (map.put(name, value) != null) {
                throw new JsonParseException(json, "the name `" + name + "` occurs twice");
            }
            name = json.nextFieldName();
        }
        if (json.currentToken() != JsonToken.END_OBJECT) {
            throw new JsonParseException(json, "the object is not closed");
        }
        return map;
    }

    private List<@Nullable Object> array(JsonParser json, int depth) throws IOException {
        check(json, depth);
        List<@Nullable Object> list = new ArrayList<>(4);
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (json.currentToken() == null) {
                throw new JsonParseException(json, "the array does not end");
            }
            list.add(value(json, depth + 1));
        }
        return list;
    }

    private static void check(JsonParser json, int depth) throws IOException {
        if (depth >= MAX_DEPTH) {
            throw new JsonParseException(json, "nested deeper than " + MAX_DEPTH);
        }
    }

    private String text(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                plain = false; // a pair or a lone one: the encoder will see
                break;
            }
        }
        return text;
    }

    private Object integer(JsonParser json) throws IOException {
        if (json.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
            return decimal(json.getDecimalValue());
        }
        long value = json.getLongValue();
        plain &= value <= MAX_INTEGER && value >= -MAX_INTEGER;
        return value;
    }

    private BigDecimal decimal(BigDecimal value) {
        // 15 digits survive as a double, unless they are very large or small
        plain &= value.precision() <= 15 && Math.abs(value.scale()) <= 200;
        return value;
    }
}
