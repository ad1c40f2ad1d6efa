package dev.interlock.ledger.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Writes one value; used once. The path to the current value is kept for messages only. */
final class Encoder {
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

    private final boolean fromOutside;
    private byte[] out = new byte[512];
    private int length;
    private int depth;
    private final Object[] path = new Object[CanonicalJson.MAX_DEPTH];

    Encoder(boolean fromOutside) {
        this.fromOutside = fromOutside;
    }

    byte[] bytes(@Nullable Object value) {
        write(value);
        return Arrays.copyOf(out, length);
    }

    private void write(@Nullable Object value) {
        switch (value) {
            case null -> ascii("null");
            case String text -> string(text);
            case Long number -> integer(number);
            case Integer number -> integer(number);
            case Boolean truth -> ascii(truth ? "true" : "false");
            case Map<?, ?> map -> object(map);
            case List<?> list -> array(list);
            case BigDecimal number -> decimal(number);
            case Short number -> integer(number);
            case Byte number -> integer(number);
            case BigInteger number when fromOutside -> decimal(new BigDecimal(number));
            case Double number when fromOutside -> binary(number);
            // a float's own digits, not those of its exact binary value: 0.1f is meant as 0.1
            case Float number
            when fromOutside ->
                binary(Float.isFinite(number) ? Double.parseDouble(number.toString()) : number.doubleValue());
            case Object other ->
                throw refuse("a value of type `" + other.getClass().getSimpleName()
                        + "` has no canonical JSON; use a map, list, string, boolean, integer or null");
        }
    }

    private void object(Map<?, ?> map) {
        enter();
        put('{');
        boolean first = true;
        if (map instanceof SortedMap<?, ?> sorted && sorted.comparator() == null) {
            for (Map.Entry<?, ?> member : map.entrySet()) {
                member(key(member.getKey()), member.getValue(), first);
                first = false;
            }
        } else {
            for (String key : sortedKeys(map)) {
                member(key, map.get(key), first);
                first = false;
            }
        }
        put('}');
        depth--;
    }

    // RFC 8785 section 3.2.3 sorts by UTF-16 code units, which is the order of String.compareTo.
    private String[] sortedKeys(Map<?, ?> map) {
        String[] keys = new String[map.size()];
        int count = 0;
        boolean inOrder = true;
        for (Object key : map.keySet()) {
            keys[count] = key(key);
            inOrder &= count == 0 || keys[count - 1].compareTo(keys[count]) < 0;
            count++;
        }
        if (!inOrder) {
            Arrays.sort(keys);
        }
        return keys;
    }

    private String key(@Nullable Object key) {
        if (key instanceof String text) {
            return text;
        }
        throw refuse("the key `" + key + "` is not a string");
    }

    private void member(String key, @Nullable Object value, boolean first) {
        if (!first) {
            put(',');
        }
        path[depth - 1] = key;
        string(key);
        put(':');
        write(value);
    }

    private void array(List<?> list) {
        enter();
        put('[');
        int index = 0;
        for (Object element : list) {
            if (index > 0) {
                put(',');
            }
            path[depth - 1] = index++;
            write(element);
        }
        put(']');
        depth--;
    }

    private void enter() {
        if (depth == CanonicalJson.MAX_DEPTH) {
            throw refuse("nested deeper than " + CanonicalJson.MAX_DEPTH);
        }
        path[depth] = "";
        depth++;
    }

    private void integer(long number) {
        if (number > CanonicalJson.MAX_INTEGER || number < -CanonicalJson.MAX_INTEGER) {
            if (!fromOutside) {
                throw refuse("the integer `" + number + "` is beyond 2^53-1; write it as a string");
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
            throw refuse("the number `" + abbreviated(number) + "` does not survive as an IEEE double;"
                    + " write it as a string");
        }
        if (!fromOutside && isInteger(text) && Math.abs(nearest) > CanonicalJson.MAX_INTEGER) {
            throw refuse("the integer `" + text + "` is beyond 2^53-1; write it as a string");
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
        String text = number.precision() > 40 ? number.round(new java.math.MathContext(20)) + "..." : number.toString();
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

    private UnencodableException refuse(String problem) {
        StringBuilder pointer = new StringBuilder();
        for (int i = 0; i < depth; i++) {
            pointer.append('/').append(path[i].toString().replace("~", "~0").replace("/", "~1"));
        }
        return new UnencodableException(pointer.toString(), problem);
    }
}
