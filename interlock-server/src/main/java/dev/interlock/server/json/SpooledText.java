package dev.interlock.server.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.databind.node.ValueNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A spooled text is a string of a JSON tree that is too long for memory: it lies in a file, and is written from there.
 * Code that looks for a text finds none ({@link #textValue} is null), so nothing is decided on a text that was not
 * read.
 */
public final class SpooledText extends ValueNode {
    private static final long serialVersionUID = 1;

    private final transient Spool spool;
    private final long from;
    private final long length;

    /** A whole file as a text. Closing that is releasing this. */
    public static SpooledText of(Spool spool) {
        return new SpooledText(spool, 0, spool.size());
    }

    SpooledText(Spool spool, long from, long length) {
        this.spool = spool;
        this.from = from;
        this.length = length;
        spool.hold();
    }

    /** Returns the length of the text, in bytes of UTF-8. */
    long length() {
        return length;
    }

    /** Returns whether the tree holds a spooled text. */
    public static boolean isIn(JsonNode tree) {
        if (tree instanceof SpooledText) {
            return true;
        }
        for (JsonNode child : tree) {
            if (isIn(child)) {
                return true;
            }
        }
        return false;
    }

    /** Returns the length of all spooled texts in the tree. */
    public static long lengthIn(JsonNode tree) {
        long length = tree instanceof SpooledText text ? text.length : 0;
        for (JsonNode child : tree) {
            length += lengthIn(child);
        }
        return length;
    }

    /**
     * The same tree with these texts in memory.
     *
     * @throws IOException if the file cannot be read
     */
    public static JsonNode inMemory(JsonNode tree) throws IOException {
        return switch (tree) {
            case SpooledText text -> TextNode.valueOf(text.read());
            case ObjectNode object -> {
                ObjectNode whole = Json.object();
                for (Map.Entry<String, JsonNode> member : object.properties()) {
                    whole.set(member.getKey(), inMemory(member.getValue()));
                }
                yield whole;
            }
            case ArrayNode array -> {
                ArrayNode whole = Json.array();
                for (JsonNode item : array) {
                    whole.add(inMemory(item));
                }
                yield whole;
            }
            default -> tree;
        };
    }

    private String read() throws IOException {
        try (InputStream in = spool.read(from, length)) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    /** The tree is written once more: the files behind it stay until it is released as often. */
    public static void hold(JsonNode tree) {
        if (tree instanceof SpooledText text) {
            text.spool.hold();
        }
        tree.forEach(SpooledText::hold);
    }

    /** Gives back the files behind the tree. It cannot be written afterwards, unless it was held. */
    public static void release(JsonNode tree) {
        if (tree instanceof SpooledText text) {
            try {
                text.spool.letGo();
            } catch (IOException e) {
                System.getLogger(SpooledText.class.getName())
                        .log(System.Logger.Level.DEBUG, "a spool could not be closed", e);
            }
        }
        tree.forEach(SpooledText::release);
    }

    @Override
    public JsonToken asToken() {
        return JsonToken.VALUE_STRING;
    }

    @Override
    public JsonNodeType getNodeType() {
        return JsonNodeType.STRING;
    }

    @Override
    public String asText() {
        return "";
    }

    @Override
    public void serialize(JsonGenerator generator, SerializerProvider provider) throws IOException {
        try (Reader reader = new InputStreamReader(spool.read(from, length), UTF_8)) {
            generator.writeString(reader, -1);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    /** Returns a description without the text. */
    @Override
    public String toString() {
        return "(a text of " + length + " bytes)";
    }
}
