package dev.interlock.server.json;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Parts long strings from a JSON text while it is read: they go to a file, and what stays in memory, with a mark in the place of
 * each, is bounded. It only finds out where strings begin and end; whether the rest is JSON is for the {@link JsonReader} to
 * say, to which a mark is a string like any other. For one text; not thread-safe.
 */
public final class LongTexts {
    private static final int MAX_TRACKED = 4_096;

    private final InputStream in;
    private final JsonLimits limits;
    private final int threshold;
    private final String mark;

    private final BoundedBuffer kept = new BoundedBuffer();
    private final List<SpooledText> texts = new ArrayList<>();
    private @Nullable Spool spool;
    private final BitSet objects = new BitSet();
    private int depth;
    private boolean key;
    private long total;

    /** The part of the text that stays in memory. */
    private static final class BoundedBuffer extends ByteArrayOutputStream {
        void keep(byte b) {
            if (count == buf.length) {
                buf = Arrays.copyOf(buf, 2 * count);
            }
            buf[count++] = b;
        }

        int length() {
            return count;
        }

        void cutTo(int length) {
            count = length;
        }

        byte inside(int at) {
            return buf[at];
        }
    }

    /**
     * @param limits of what stays in memory, and of the whole
     * @param threshold bytes from which a string goes to the file
     * @param random unpredictable: whoever guesses a mark could have a text of another place repeated
     */
    public LongTexts(InputStream in, JsonLimits limits, int threshold, RandomGenerator random) {
        this.in = in;
        this.limits = limits;
        this.threshold = threshold;
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        this.mark = "spooled-" + HexFormat.of().formatHex(bytes) + "-";
    }

    /** Reads to the end; what stays. */
    public byte[] part() throws IOException, MalformedTextException {
        byte[] block = new byte[16 << 10];
        int end = 0;
        int at = 0;
        boolean inString = false;
        boolean escaped = false;
        int start = 0;
        SpooledTextWriter writer = null;
        try {
            while (true) {
                if (at == end) {
                    end = in.read(block);
                    at = 0;
                    if (end <= 0) {
                        return kept.toByteArray();
                    }
                    total += end;
                    if (total > limits.maxTotal()) {
                        throw new IOException("the message is longer than " + limits.maxTotal() + " bytes");
                    }
                }
                byte b = block[at++];
                if (!inString) {
                    structure(b);
                    keep(b);
                    if (b == '"') {
                        inString = true;
                        start = kept.length();
                    }
                    continue;
                }
                boolean closes = b == '"' && !escaped;
                escaped = b == '\\' && !escaped;
                if (closes) {
                    inString = false;
                    if (writer != null) {
                        texts.add(writer.end());
                        writer = null;
                    }
                    keep(b);
                } else if (writer != null) {
                    writer.put(b);
                } else {
                    keep(b);
                    if (!key && kept.length() - start > threshold) {
                        writer = moved(start);
                    }
                }
            }
        } catch (IOException | MalformedTextException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Moves what was kept of a string to the file, and goes on there. */
    private SpooledTextWriter moved(int start) throws IOException, MalformedTextException {
        Spool target = spool;
        if (target == null) {
            target = new Spool();
            spool = target;
        }
        var writer = new SpooledTextWriter(target, limits.surrogates());
        for (int i = start; i < kept.length(); i++) {
            writer.put(kept.inside(i));
        }
        kept.cutTo(start);
        kept.writeBytes((mark + texts.size()).getBytes(US_ASCII));
        return writer;
    }

    private void keep(byte b) throws IOException {
        if (kept.length() > limits.maxBytes()) {
            throw new IOException("the message has more than " + limits.maxBytes() + " bytes besides its long strings");
        }
        kept.keep(b);
    }

    /** Returns whether the next string is a name: names stay in memory, and the reader bounds them. */
    private void structure(byte b) {
        switch (b) {
            case '{', '[' -> {
                depth = Math.min(depth + 1, MAX_TRACKED); // deeper than any reader goes
                objects.set(depth, b == '{');
                key = b == '{';
            }
            case '}', ']' -> depth = Math.max(depth - 1, 0);
            case ',' -> key = objects.get(depth);
            case ':' -> key = false;
            default -> {}
        }
    }

    /** Puts the long strings back where their marks are; the tree itself is changed. */
    public JsonNode restored(JsonNode tree) {
        if (texts.isEmpty()) {
            return tree;
        }
        if (tree.isTextual() && tree.textValue().startsWith(mark)) {
            return texts.get(Integer.parseInt(tree.textValue().substring(mark.length())));
        }
        if (tree instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> member : object.properties()) {
                member.setValue(restored(member.getValue()));
            }
        } else if (tree instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, restored(array.get(i)));
            }
        }
        return tree;
    }

    /** Gives the file back, when nothing of it is wanted. */
    public void close() {
        if (spool != null) {
            try {
                spool.close();
            } catch (IOException e) {
                System.getLogger(LongTexts.class.getName())
                        .log(System.Logger.Level.DEBUG, "a spool could not be closed", e);
            }
        }
    }
}
