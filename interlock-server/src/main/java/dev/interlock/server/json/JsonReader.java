package dev.interlock.server.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON text strictly (RFC 8259 with the restrictions of RFC 7493): UTF-8 without byte order mark, no duplicate
 * names, numbers kept exactly, whole surrogate pairs, nothing after the value. Two readers that disagree about a text are
 * a way round every rule, so whatever leaves room for disagreement is refused. Thread-safe.
 */
public final class JsonReader {

    /** The outcome of reading a text. */
    public sealed interface Outcome {
        /** The value of the text. */
        record Value(JsonNode tree) implements Outcome {}

        /**
         * The text is refused.
         *
         * @param wellFormed whether the text is JSON at all; then its content is the trouble, and not its spelling
         * @param defect what, where, and what to do instead
         */
        record Refused(boolean wellFormed, String defect) implements Outcome {}
    }

    /** The depth that the parser is given beyond ours, so that our own check, which knows the place, comes first. */
    private static final int PARSER_SLACK = 8;

    /** Tokens of the parser for one value: its beginning and its end, or its name and itself. */
    private static final long TOKENS = 2;

    private static final Pattern CONTROLS = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");

    private static final char REPLACEMENT = '\uFFFD';

    private final JsonLimits limits;
    private final JsonFactory factory;

    public JsonReader(JsonLimits limits) {
        this.limits = limits;
        this.factory = JsonFactory.builder()
                .recyclerPool(Json.BUFFERS)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(limits.maxDepth() + PARSER_SLACK)
                        .maxTokenCount((TOKENS + 1) * limits.maxValues() + PARSER_SLACK)
                        .maxNumberLength(2 * limits.maxDigits() + 32)
                        .maxStringLength(limits.maxBytes())
                        .maxNameLength(Math.min(limits.maxBytes(), 64 << 10))
                        .build())
                .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                // Names come from strangers: interning them would let anybody fill a table that is never emptied.
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                .build();
    }

    public JsonLimits limits() {
        return limits;
    }

    public Outcome read(byte[] text) {
        if (text.length > limits.maxBytes()) {
            return refused(
                    true,
                    "the message has " + text.length + " bytes; at most " + limits.maxBytes()
                            + " are accepted: send less in one call");
        }
        String chars = new String(text, StandardCharsets.UTF_8);
        // Malformed bytes become this character, which may also be there of its own.
        if (chars.indexOf(REPLACEMENT) >= 0 && !isUtf8(text)) {
            return refused(false, "the message is not UTF-8: encode it as UTF-8");
        }
        try (JsonParser parser = factory.createParser(chars)) {
            if (parser.nextToken() == null) {
                return refused(false, "the message is empty: send one JSON-RPC object");
            }
            JsonNode tree = value(parser, 1);
            if (parser.nextToken() != null) {
                return refused(
                        false,
                        "something follows the end of the message" + at(parser)
                                + ": send one JSON value and nothing after it");
            }
            return new Outcome.Value(tree);
        } catch (Defect e) {
            return refused(true, e.getMessage());
        } catch (StreamConstraintsException e) {
            return refused(
                    true,
                    "a name, string or number is too long" + at(e.getLocation()) + ": numbers may have up to "
                            + limits.maxDigits() + " digits, and names up to 65536 characters");
        } catch (JsonProcessingException e) {
            return refused(
                    false, "the message is not JSON" + at(e.getLocation()) + ": " + plain(e.getOriginalMessage()));
        } catch (IOException e) {
            throw new IllegalStateException("reading from memory", e);
        }
    }

    private static boolean isUtf8(byte[] text) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private JsonNode value(JsonParser parser, int depth) throws IOException, Defect {
        if (parser.currentTokenCount() > TOKENS * limits.maxValues()) {
            throw new Defect("the message contains more than " + limits.maxValues() + " values" + at(parser)
                    + ": send less in one call");
        }
        JsonToken token = parser.currentToken();
        return switch (token) {
            case START_OBJECT -> object(parser, deeper(parser, depth));
            case START_ARRAY -> array(parser, deeper(parser, depth));
            case VALUE_STRING -> Json.nodes().textNode(whole(parser, parser.getText()));
            case VALUE_NUMBER_INT -> integer(parser);
            case VALUE_NUMBER_FLOAT -> decimal(parser);
            case VALUE_TRUE -> Json.nodes().booleanNode(true);
            case VALUE_FALSE -> Json.nodes().booleanNode(false);
            case VALUE_NULL -> Json.nodes().nullNode();
            case END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
                throw new IllegalStateException("a value cannot begin with " + token);
        };
    }

    private int deeper(JsonParser parser, int depth) throws Defect {
        if (depth > limits.maxDepth()) {
            throw new Defect(
                    "the message is nested deeper than " + limits.maxDepth() + " levels" + at(parser) + ": flatten it");
        }
        return depth + 1;
    }

    private ObjectNode object(JsonParser parser, int depth) throws IOException, Defect {
        ObjectNode object = Json.object();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_OBJECT; token = parser.nextToken()) {
            String name = whole(parser, parser.currentName());
            // INVARIANT: no name occurs twice; of two values for one name a second reader might take the other.
            if (object.has(name)) {
                throw new Defect(
                        "`" + shown(name) + "` occurs twice in one object" + at(parser) + ": use each name once");
            }
            parser.nextToken();
            object.set(name, value(parser, depth));
        }
        return object;
    }

    private ArrayNode array(JsonParser parser, int depth) throws IOException, Defect {
        ArrayNode array = Json.array();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            array.add(value(parser, depth));
        }
        return array;
    }

    private JsonNode integer(JsonParser parser) throws IOException, Defect {
        if (parser.getTextLength() > limits.maxDigits()) {
            throw tooLong(parser);
        }
        return switch (parser.getNumberType()) {
            case INT -> Json.nodes().numberNode(parser.getIntValue());
            case LONG -> Json.nodes().numberNode(parser.getLongValue());
            case BIG_INTEGER, FLOAT, DOUBLE, BIG_DECIMAL -> Json.nodes().numberNode(parser.getBigIntegerValue());
        };
    }

    private JsonNode decimal(JsonParser parser) throws IOException, Defect {
        BigDecimal value;
        try {
            value = parser.getDecimalValue();
        } catch (NumberFormatException | ArithmeticException e) {
            throw tooLong(parser);
        }
        // A short text can stand for a number with a billion digits; whoever expands it later would run out of memory.
        if (value.precision() > limits.maxDigits() || Math.abs((long) value.scale()) > limits.maxDigits()) {
            throw tooLong(parser);
        }
        // `2e0` is written as `2`, and has to be the same when that is read: what was decided on is what is sent.
        return value.scale() == 0 ? whole(value.unscaledValue()) : Json.nodes().numberNode(value);
    }

    private static JsonNode whole(BigInteger value) {
        return switch (value.bitLength() / 32) {
            case 0 -> Json.nodes().numberNode(value.intValue());
            case 1 -> Json.nodes().numberNode(value.longValue());
            default -> Json.nodes().numberNode(value);
        };
    }

    private Defect tooLong(JsonParser parser) {
        return new Defect("a number needs more than " + limits.maxDigits() + " digits" + at(parser)
                + ": send it as a string, or send a smaller number");
    }

    private String whole(JsonParser parser, String string) throws Defect {
        int bad = halfPair(string, 0);
        if (bad < 0) {
            return string;
        }
        if (limits.surrogates() == JsonLimits.Surrogates.REFUSE) {
            throw new Defect("a string contains half a surrogate pair, `\\u" + Integer.toHexString(string.charAt(bad))
                    + "`" + at(parser) + ": send whole characters");
        }
        StringBuilder mended = new StringBuilder(string);
        for (int i = bad; i >= 0; i = halfPair(string, i + 1)) {
            mended.setCharAt(i, REPLACEMENT);
        }
        return mended.toString();
    }

    private static int halfPair(String string, int from) {
        for (int i = from; i < string.length(); i++) {
            char c = string.charAt(i);
            if (!Character.isSurrogate(c)) {
                continue;
            }
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < string.length()
                    && Character.isLowSurrogate(string.charAt(i + 1));
            if (!pair) {
                return i;
            }
            i++;
        }
        return -1;
    }

    private static Outcome refused(boolean wellFormed, String defect) {
        return new Outcome.Refused(wellFormed, defect);
    }

    private static String at(JsonParser parser) {
        String pointer = parser.getParsingContext().pathAsPointer().toString();
        return (pointer.isEmpty() ? "" : " at `" + shown(pointer) + "`") + at(parser.currentTokenLocation());
    }

    private static String at(@Nullable JsonLocation place) {
        return place == null ? "" : " (line " + place.getLineNr() + ", column " + place.getColumnNr() + ")";
    }

    /**
     * Names and paths come from the message and may be long, or hold line ends with which a log would seem to say something else; an error
     * repeats no more than tells them apart.
     */
    private static String shown(String name) {
        String cut = name.length() <= 80 ? name : name.substring(0, 77) + "...";
        return CONTROLS.matcher(cut).replaceAll("?");
    }

    private static String plain(@Nullable String message) {
        if (message == null) {
            return "unreadable";
        }
        String line = message.lines().findFirst().orElse("unreadable");
        return line.isEmpty() ? "unreadable" : Character.toLowerCase(line.charAt(0)) + shown(line.substring(1));
    }

    /** The defect that is carried out of the recursion: control flow inside this class alone. */
    private static final class Defect extends Exception {
        private static final long serialVersionUID = 1;

        Defect(String message) {
            super(message, null, false, false);
        }

        @Override
        public String getMessage() {
            return java.util.Objects.requireNonNull(super.getMessage());
        }
    }
}
