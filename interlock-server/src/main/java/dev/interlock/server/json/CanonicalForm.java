package dev.interlock.server.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.ledger.json.CanonicalJson;
import dev.interlock.ledger.json.CanonicalWriter;
import dev.interlock.ledger.json.UnencodableException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/**
 * The canonical form of JSON (RFC 8785) is what is sent to the servers behind the gateway, and the form whose digest
 * was decided on. Two readers could understand two calls by other bytes; the canonical form has one spelling.
 */
public final class CanonicalForm {

    /** The bytes for which there is room at first; most messages have fewer. */
    private static final int USUAL = 640;

    private CanonicalForm() {}

    /**
     * The bytes of a message. A message without canonical form is written as it is.
     *
     * <p>INVARIANT: no such message carries a call: arguments and answers without canonical form are denied before anything is sent.
     */
    public static byte[] bytes(JsonNode message) {
        try {
            return of(message, USUAL);
        } catch (UnencodableException e) {
            return Json.bytes(message);
        }
    }

    /**
     * The bytes of any JSON.
     *
     * @throws UnencodableException if it has no canonical form
     */
    static byte[] of(JsonNode value) {
        return of(value, USUAL / 2);
    }

    /**
     * The bytes of a map of plain values, which nobody may change.
     *
     * @throws UnencodableException if it has no canonical form
     */
    public static byte[] of(Map<String, ?> plain) {
        if (!(plain instanceof PlainObject seen)) {
            return CanonicalJson.canonicalize(plain);
        }
        byte[] fixed = seen.node() instanceof FixedObject object ? object.canonical() : null;
        return fixed == null ? of(seen.node()) : fixed;
    }

    /** The text of a number as it stands in the canonical form. */
    public static String number(JsonNode number) {
        return new String(bytes(number), StandardCharsets.UTF_8);
    }

    private static byte[] of(JsonNode value, int expected) {
        CanonicalWriter out = CanonicalWriter.ofOutside(expected);
        write(value, out);
        return out.bytes();
    }

    private static void write(JsonNode node, CanonicalWriter out) {
        switch (node.getNodeType()) {
            case OBJECT -> write((ObjectNode) node, out);
            case ARRAY -> {
                out.beginArray();
                for (int i = 0; i < node.size(); i++) {
                    write(((ArrayNode) node).required(i), out);
                }
                out.endArray();
            }
            case STRING -> {
                String text = node.textValue();
                if (text == null) {
                    out.nothing(); // one that lies in a file, and is no text for whoever reads the tree
                } else {
                    out.text(text);
                }
            }
            case BOOLEAN -> out.truth(node.booleanValue());
            case NUMBER -> {
                if (PlainJson.isLong(node)) {
                    out.number(node.longValue());
                } else {
                    out.number(node.decimalValue());
                }
            }
            case NULL -> out.nothing();
            case BINARY, MISSING, POJO -> throw new IllegalArgumentException("not a JSON value");
        }
    }

    private static void write(ObjectNode object, CanonicalWriter out) {
        if (object instanceof FixedObject fixed && fixed.canonical() != null) {
            out.canonical(fixed.canonical());
            return;
        }
        out.beginObject();
        if (isSorted(object)) {
            for (Map.Entry<String, JsonNode> member : object.properties()) {
                out.name(member.getKey());
                write(member.getValue(), out);
            }
        } else {
            String[] names = new String[object.size()];
            int count = 0;
            for (Map.Entry<String, JsonNode> member : object.properties()) {
                names[count++] = member.getKey();
            }
            Arrays.sort(names);
            for (String name : names) {
                out.name(name);
                write(object.required(name), out);
            }
        }
        out.endObject();
    }

    private static boolean isSorted(ObjectNode object) {
        String before = null;
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            if (before != null && before.compareTo(member.getKey()) > 0) {
                return false;
            }
            before = member.getKey();
        }
        return true;
    }
}
