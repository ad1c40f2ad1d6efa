package dev.interlock.server.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A second opinion about JSON texts, of a parser that shares no code with the gateway's. */
public final class OtherJson {

    private OtherJson() {}

    /** @throws IOException when it is not JSON to that parser */
    public static @Nullable Object parse(String text) throws IOException {
        var reader = new JsonReader(new StringReader(text));
        reader.setStrictness(Strictness.STRICT);
        reader.setNestingLimit(10_000);
        try {
            Object value = value(reader);
            if (reader.peek() != JsonToken.END_DOCUMENT) {
                throw new IOException("more follows");
            }
            return value;
        } catch (IllegalStateException e) {
            throw new IOException(e);
        }
    }

    private static @Nullable Object value(JsonReader reader) throws IOException {
        return switch (reader.peek()) {
            case BEGIN_OBJECT -> {
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                reader.beginObject();
                while (reader.hasNext()) {
                    String name = reader.nextName();
                    if (map.containsKey(name)) {
                        throw new IOException("`" + name + "` twice");
                    }
                    map.put(name, value(reader));
                }
                reader.endObject();
                yield map;
            }
            case BEGIN_ARRAY -> {
                List<@Nullable Object> list = new ArrayList<>();
                reader.beginArray();
                while (reader.hasNext()) {
                    list.add(value(reader));
                }
                reader.endArray();
                yield list;
            }
            case STRING -> reader.nextString();
            case NUMBER -> new BigDecimal(reader.nextString());
            case BOOLEAN -> reader.nextBoolean();
            case NULL -> {
                reader.nextNull();
                yield null;
            }
            case END_OBJECT, END_ARRAY, NAME, END_DOCUMENT -> throw new IOException("no value");
        };
    }

    /** Whether both mean the same, members in the same order and numbers to the digit. */
    public static boolean same(@Nullable JsonNode ours, @Nullable Object theirs) {
        if (ours == null) {
            return theirs == null;
        }
        return switch (ours.getNodeType()) {
            case OBJECT -> theirs instanceof Map<?, ?> map && same((ObjectNode) ours, map);
            case ARRAY -> theirs instanceof List<?> list && same(ours, list);
            case STRING -> Objects.equals(ours.textValue(), theirs);
            case NUMBER ->
                theirs instanceof BigDecimal number && ours.decimalValue().compareTo(number) == 0;
            case BOOLEAN -> Objects.equals(ours.booleanValue(), theirs);
            case NULL -> theirs == null;
            case BINARY, MISSING, POJO -> false;
        };
    }

    private static boolean same(ObjectNode ours, Map<?, ?> theirs) {
        List<String> names = new ArrayList<>();
        ours.fieldNames().forEachRemaining(names::add);
        return names.equals(new ArrayList<>(theirs.keySet()))
                && names.stream().allMatch(name -> same(ours.get(name), theirs.get(name)));
    }

    private static boolean same(JsonNode ours, List<?> theirs) {
        boolean same = ours.size() == theirs.size();
        for (int i = 0; same && i < theirs.size(); i++) {
            same = same(ours.get(i), theirs.get(i));
        }
        return same;
    }
}
