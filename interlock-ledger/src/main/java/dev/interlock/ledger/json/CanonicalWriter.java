package dev.interlock.ledger.json;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Writes one canonical document piece by piece, for whoever has its values in another form than {@link CanonicalJson} takes; used once.
 * The path to the current value is kept for messages only.
 *
 * <p>INVARIANT: members of an object are named in ascending order, so that one value has one text.
 */
public final class CanonicalWriter {
    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};

    /** The escapes of ASCII: 0 = as is, 1 = written as a six-character escape, else the character after the backslash. */
    private static final byte[] ESCAPE = new byte[128];

    static {
        Arrays.fill(ESCAPE, 0, 32, (byte) 1);
        ESCAPE['\b'] = 'b';
        ESCAPE['\t'] = 't';
        ESCAPE['\n'] = 'n';
        ESCAPE['\f'] = 'f';
        ESCAPE['\r'] = 'r';
        ESCAPE['"'] = '"';
        ESCAPE['\\'] = '\\';
    }

    /** The nesting for which there is room at first; most documents have less. */
    private static final int USUAL_DEPTH = 8;

    private final boolean fromOutside;
    private byte[] out;
    private int length;
    private int depth;
    /** The name of the current member at each level; null where the level is an array. */
    private @Nullable String[] names = new @Nullable String[USUAL_DEPTH];
    /** The number of values so far at each level. */
    private int[] counts = new int[USUAL_DEPTH];

    /** @param fromOutside whether numbers are taken that are not ours to choose, as {@link CanonicalJson#canonicalize} takes them */
    CanonicalWriter(boolean fromOutside, int expected) {
        this.fromOutside = fromOutside;
        this.out = new byte[expected];
    }

    /**
     * A writer of values that came from outside, as {@link CanonicalJson#canonicalize} takes them.
     *
     * @param expected the number of bytes for which there is room at first
     */
    public static CanonicalWriter ofOutside(int expected) {
        return new CanonicalWriter(true, expected);
    }

    /** The document, which is complete. */
    public byte[] bytes() {
        return Arrays.copyOf(out, length);
    }

    public void beginObject() {
        begin("");
        put('{');
    }

    /**
     * Names the member that is written next.
     *
     * @throws IllegalArgumentException if it does not come after the member before
     */
    public void name(String name) {
        String before = names[depth - 1];
        if (counts[depth - 1]++ > 0) {
            if (before == null || before.compareTo(name) >= 0) {
                throw new IllegalArgumentException("`" + name + "` must not come after `" + before + "`");
            }
            put(',');
        }
        names[depth - 1] = name;
        string(name);
        put(':');
    }

    public void endObject() {
        put('}');
        depth--;
    }

    public void beginArray() {
        begin(null);
        put('[');
    }

    public void endArray() {
        put(']');
        depth--;
    }

    private void begin(@Nullable String name) {
        next();
        if (depth == CanonicalJson.MAX_DEPTH) {
            throw refuse("nested more than " + CanonicalJson.MAX_DEPTH + " levels deep");
        }
        if (depth == names.length) {
            names = Arrays.copyOf(names, 2 * depth);
            counts = Arrays.copyOf(counts, 2 * depth);
        }
        names[depth] = name;
        counts[depth] = 0;
        depth++;
    }

    /** A value comes next: in an array a comma is between it and the one before. */
    private void next() {
        if (depth > 0 && names[depth - 1] == null && counts[depth - 1]++ > 0) {
            put(',');
        }
    }

    public void nothing() {
        next();
        ascii("null");
    }

    public void truth(boolean value) {
        next();
        ascii(value ? "true" : "false");
    }

    public void text(String text) {
        next();
        string(text);
    }

    /** Writes a value that is in canonical form already. */
    public void canonical(byte[] value) {
        next();
        reserve(value.length);
        System.arraycopy(value, 0, out, length, value.length);
        length += value.length;
    }

    /** @throws UnencodableException if it is beyond what JSON carries exactly */
    public void number(long number) {
        next();
        integer(number);
    }

    /** @throws UnencodableException if it does not survive as an IEEE double */
    public void number(BigDecimal number) {
        next();
        decimal(number);
    }

    /** @throws UnencodableException if it is not finite */
    void number(double number) {
        next();
        binary(number);
    }

    private void integer(long number) {
        if (number > CanonicalJson.MAX_INTEGER || number < -CanonicalJson.MAX_INTEGER) {
            if (!fromOutside) {
                throw refuse("the integer `" + number + "` exceeds 2^53-1; write it as a string");
            }
            decimal(BigDecimal.valueOf(number));
            return;
        }
        if (number < 0) {
            put('-');
            number = -number;
        }
        int digits = 1;
        for (long bound = 10; number >= bound; bound *= 10) {
            digits++;
        }
        reserve(digits);
        for (int at = length + digits - 1; at >= length; at--) {
            out[at] = (byte) ('0' + number % 10);
            number /= 10;
        }
        length += digits;
    }

    private void decimal(BigDecimal number) {
        // 330 bounds the digits before a value like 1e999999999 is expanded; doubles end at 1.8e308 and 4.9e-324
        long magnitude = (long) number.precision() - number.scale();
        double nearest = magnitude > 330 || magnitude < -330 ? Double.NaN : number.doubleValue();
        if (number.signum() == 0) {
            put('0');
            return;
        }
        String text = Double.isFinite(nearest) ? Es6Number.format(nearest) : "";
        if (text.isEmpty() || new BigDecimal(text).compareTo(number) != 0) {
            throw refuse("the number `" + abbreviated(number)
                    + "` cannot be represented exactly as an IEEE double; write it as a string");
        }
        if (!fromOutside && isInteger(text) && Math.abs(nearest) > CanonicalJson.MAX_INTEGER) {
            throw refuse("the integer `" + text + "` exceeds 2^53-1; write it as a string");
        }
        ascii(text);
    }

    private void binary(double number) {
        if (!Double.isFinite(number)) {
            throw refuse("`" + number + "` is not a JSON number");
        }
        ascii(Es6Number.format(number));
    }

    private static boolean isInteger(String text) {
        return text.indexOf('.') < 0 && text.indexOf('e') < 0;
    }

    private static String abbreviated(BigDecimal number) {
        String text = number.precision() > 40 ? number.round(new MathContext(20)) + "..." : number.toString();
        return text;
    }

    private void string(String text) {
        int count = text.length();
        reserve(count + 2);
        byte[] buffer = out;
        int at = length;
        buffer[at++] = '"';
        int i = 0;
        for (; i < count; i++) {
            char c = text.charAt(i);
            if (c >= 128 || ESCAPE[c] != 0) {
                break;
            }
            buffer[at++] = (byte) c;
        }
        length = at;
        if (i < count) {
            slowString(text, i);
        }
        put('"');
    }

    private void slowString(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            reserve(6);
            if (c < 128) {
                ascii(c);
            } else if (c < 0x800) {
                out[length++] = (byte) (0xC0 | c >> 6);
                out[length++] = (byte) (0x80 | c & 0x3F);
            } else if (!Character.isSurrogate(c)) {
                out[length++] = (byte) (0xE0 | c >> 12);
                out[length++] = (byte) (0x80 | c >> 6 & 0x3F);
                out[length++] = (byte) (0x80 | c & 0x3F);
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                int point = Character.toCodePoint(c, text.charAt(++i));
                out[length++] = (byte) (0xF0 | point >> 18);
                out[length++] = (byte) (0x80 | point >> 12 & 0x3F);
                out[length++] = (byte) (0x80 | point >> 6 & 0x3F);
                out[length++] = (byte) (0x80 | point & 0x3F);
            } else {
                throw refuse("a lone surrogate at character " + i + " of a string");
            }
        }
    }

    private void ascii(char c) {
        byte escape = ESCAPE[c];
        if (escape == 0) {
            out[length++] = (byte) c;
        } else if (escape == 1) {
            out[length++] = '\\';
            out[length++] = 'u';
            out[length++] = '0';
            out[length++] = '0';
            out[length++] = HEX[c >> 4];
            out[length++] = HEX[c & 15];
        } else {
            out[length++] = '\\';
            out[length++] = escape;
        }
    }

    private void ascii(String text) {
        reserve(text.length());
        for (int i = 0; i < text.length(); i++) {
            out[length++] = (byte) text.charAt(i);
        }
    }

    private void put(char c) {
        reserve(1);
        out[length++] = (byte) c;
    }

    private void reserve(int more) {
        if (out.length - length < more) {
            out = Arrays.copyOf(out, Math.max(out.length * 2, length + more));
        }
    }

    /** The refusal of the value that comes next. */
    UnencodableException refuseNext(String problem) {
        next();
        return refuse(problem);
    }

    /** The refusal of what is being written. */
    UnencodableException refuse(String problem) {
        StringBuilder pointer = new StringBuilder();
        for (int i = 0; i < depth; i++) {
            String name = names[i];
            pointer.append('/')
                    .append(
                            name == null
                                    ? Integer.toString(counts[i] - 1)
                                    : name.replace("~", "~0").replace("/", "~1"));
        }
        return new UnencodableException(pointer.toString(), problem);
    }
}
