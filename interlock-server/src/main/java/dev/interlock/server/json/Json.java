package dev.interlock.server.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.BufferRecycler;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.core.util.RecyclerPool;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Helpers that make and write JSON trees; {@link JsonReader} reads them. Thread-safe. */
public final class Json {
    @SuppressWarnings(
            "deprecation") // the feature that replaces it belongs to a mapper; nodes are made without one here
    private static final JsonNodeFactory NODES = JsonNodeFactory.withExactBigDecimals(true);

    /**
     * Jackson's buffers, of which its own pool keeps a set for every thread that has ever read or written: 24 kB for each idle
     * connection.
     */
    static final RecyclerPool<BufferRecycler> BUFFERS = JsonRecyclerPools.newBoundedPool(64);

    private static final ObjectMapper WRITER = JsonMapper.builder(
                    JsonFactory.builder().recyclerPool(BUFFERS).build())
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
            .build()
            .setNodeFactory(NODES);

    private Json() {}

    /** The factory of all trees here; keeps decimals as they are written. */
    public static JsonNodeFactory nodes() {
        return NODES;
    }

    public static ObjectNode object() {
        return NODES.objectNode();
    }

    public static ArrayNode array() {
        return NODES.arrayNode();
    }

    /** An id of a request of ours, equal to what {@link JsonReader} makes of it when it comes back. */
    public static JsonNode id(long number) {
        return number == (int) number ? NODES.numberNode((int) number) : NODES.numberNode(number);
    }

    /** Writes one line of JSON in UTF-8: no line break occurs outside or inside it, so it is also a frame of the stdio transport. */
    public static byte[] bytes(JsonNode tree) {
        try {
            return WRITER.writeValueAsBytes(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a tree that cannot be written as JSON", e);
        }
    }

    /** Writes the tree like {@link #bytes}, straight to a stream, which stays open. */
    public static void write(JsonNode tree, OutputStream out) throws IOException {
        WRITER.writeValue(out, tree);
    }

    /** Returns the tree like {@link #bytes}, as text. */
    public static String text(JsonNode tree) {
        try {
            return WRITER.writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a tree that cannot be written as JSON", e);
        }
    }

    /** The member if it is there and a string. */
    public static @Nullable String string(JsonNode node, String member) {
        JsonNode value = node.get(member);
        return value != null && value.isTextual() ? value.textValue() : null;
    }

    /** The member if it is there and an object. */
    public static @Nullable ObjectNode child(JsonNode node, String member) {
        return node.get(member) instanceof ObjectNode object ? object : null;
    }

    /** Values as they were recorded: texts, numbers, true, false, null, and lists and maps of them. */
    public static JsonNode plain(@Nullable Object value) {
        return switch (value) {
            case null -> nodes().nullNode();
            case Boolean b -> nodes().booleanNode(b);
            case Integer i -> nodes().numberNode(i);
            case Long l -> nodes().numberNode(l);
            case BigInteger i -> nodes().numberNode(i);
            case BigDecimal d -> nodes().numberNode(d);
            case List<?> list -> {
                ArrayNode array = array();
                list.forEach(item -> array.add(plain(item)));
                yield array;
            }
            case Map<?, ?> map -> {
                ObjectNode object = object();
                map.forEach((name, member) -> object.set(String.valueOf(name), plain(member)));
                yield object;
            }
            default -> nodes().textNode(value.toString());
        };
    }
}
