package dev.interlock.server.console.page.playground;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.json.Json;
import dev.interlock.server.json.JsonLimits;
import dev.interlock.server.json.JsonReader;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * A bundle as a text that fits into a link: its files as JSON, deflated, in base64url. A link holds it behind the {@code #}, which
 * browsers send to nobody, so that it stands in no log. What comes in by a link is hostile until it was read: it is short, it unfolds to no
 * more than a bundle may have, and it is no more than files with their paths.
 */
final class SharedBundle {

    /** The longest text: programs that pass links on cut or refuse longer ones. */
    static final int LONGEST = 30_000;

    /** The beginning of the part of a link behind the {@code #}. */
    static final String MARK = "b=";

    private static final int MOST_BYTES = 300 << 10;
    private static final int MOST_FILES = 40;
    private static final int MOST_VALUES = 100;
    private static final int PART = 8 << 10;

    private SharedBundle() {}

    /** Writes files as such a text; empty where it would be too long. */
    static Optional<String> written(Map<String, String> files) {
        ObjectNode json = Json.object();
        files.forEach(json::put);
        var deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        var out = new ByteArrayOutputStream();
        try {
            deflater.setInput(Json.bytes(json));
            deflater.finish();
            byte[] part = new byte[PART];
            while (!deflater.finished()) {
                out.write(part, 0, deflater.deflate(part));
            }
        } finally {
            deflater.end();
        }
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(out.toByteArray());
        return text.length() <= LONGEST ? Optional.of(text) : Optional.empty();
    }

    /**
     * Reads such a text, or a link with one.
     *
     * @throws Refusal if it is none
     */
    static Map<String, String> read(String text) throws Refusal {
        String data = text.strip();
        int mark = data.indexOf('#');
        data = mark < 0 ? data : data.substring(mark + 1);
        data = data.startsWith(MARK) ? data.substring(MARK.length()) : data;
        if (data.isEmpty() || data.length() > LONGEST) {
            throw none("it can have at most " + LONGEST + " characters");
        }
        JsonLimits limits = new JsonLimits(MOST_BYTES, MOST_BYTES, 2, 20, MOST_VALUES, JsonLimits.Surrogates.REFUSE);
        JsonReader.Outcome outcome = new JsonReader(limits).read(inflated(data));
        if (!(outcome instanceof JsonReader.Outcome.Value(ObjectNode files)) || files.size() > MOST_FILES) {
            throw none("it contains no files of a bundle");
        }
        Map<String, String> read = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> file : files.properties()) {
            if (!file.getValue().isTextual()) {
                throw none("its content is not text");
            }
            read.put(file.getKey(), file.getValue().textValue());
        }
        return read;
    }

    private static byte[] inflated(String data) throws Refusal {
        byte[] packed;
        try {
            packed = Base64.getUrlDecoder().decode(data.getBytes(StandardCharsets.US_ASCII));
        } catch (IllegalArgumentException e) {
            throw none("it was cut off or changed in transit");
        }
        var inflater = new Inflater(true);
        var out = new ByteArrayOutputStream();
        try {
            inflater.setInput(packed);
            byte[] part = new byte[PART];
            while (!inflater.finished()) {
                int length = inflater.inflate(part);
                out.write(part, 0, length);
                if (out.size() > MOST_BYTES) {
                    throw none("its content is larger than a bundle may be");
                }
                if (length == 0 && !inflater.finished()) {
                    throw none("it was cut off or changed in transit");
                }
            }
        } catch (DataFormatException e) {
            throw none("it was cut off or changed in transit");
        } finally {
            inflater.end();
        }
        return out.toByteArray();
    }

    private static Refusal none(String why) {
        return Refusal.invalid("this is not a link to a bundle: " + why);
    }
}
