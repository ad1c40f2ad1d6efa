package dev.interlock.ledger.json;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads one document; used once. Accepts exactly what {@link Encoder} writes. */
final class Decoder {
    private final byte[] in;
    private int at;
    private int depth;

    Decoder(byte[] in) {
        this.in = in;
    }

    @Nullable
    Object value() {
        Object value = read();
        if (at < in.length) {
            throw refuse(at, "bytes after the end of the value");
        }
        return value;
    }

    private @Nullable Object read() {
        int c = peek();
        return switch (c) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> string();
            case 't' -> literal("true", true);
            case 'f' -> literal("false", false);
            case 'n' -> literal("null", null);
            default -> {
                if (c == '-' || c >= '0' && c <= '9') {
                    yield number();
                }
                throw unexpected("a value");
            }
        };
    }

    private Map<String, @Nullable Object> object() {
        enter();
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        if (peek() == '}') {
            at++;
        } else {
            String previous = null;
            do {
                int start = at;
                if (peek() != '"') {
                    throw unexpected("a key");
                }
                String key = string();
                if (previous != null && previous.compareTo(key) >= 0) {
                    throw refuse(
                            start,
                            previous.equals(key)
                                    ? "the key `" + key + "` appears twice"
                                    : "the key `" + key + "` must come before `" + previous + "`");
                }
                previous = key;
                expect(':');
                members.put(key, read());
            } while (more('}'));
        }
        depth--;
        return Collections.unmodifiableMap(members);
    }

    private List<@Nullable Object> array() {
        enter();
        List<@Nullable Object> elements = new ArrayList<>();
        if (peek() == ']') {
            at++;
        } else {
            do {
                elements.add(read());
            } while (more(']'));
        }
        depth--;
        return Collections.unmodifiableList(elements);
    }

    private void enter() {
        if (depth++ == CanonicalJson.MAX_DEPTH) {
            throw refuse(at, "nested more than " + CanonicalJson.MAX_DEPTH + " levels deep");
        }
        at++;
    }

    private boolean more(char close) {
        int c = peek();
        if (c == ',') {
            at++;
            return true;
        }
        if (c != close) {
            throw unexpected("`,` or `" + close + "`");
        }
        at++;
        return false;
    }

    private @Nullable Object literal(String text, @Nullable Object value) {
        for (int i = 0; i < text.length(); i++) {
            if (peek() != text.charAt(i)) {
                throw unexpected("`" + text + "`");
            }
            at++;
        }
        return value;
    }

    private Object number() {
        int start = at;
        boolean integer = true;
        while (at < in.length) {
            byte c = in[at];
            if (c == '.' || c == 'e' || c == 'E' || c == '+') {
                integer = false;
            } else if ((c < '0' || c > '9') && c != '-') {
                break;
            }
            at++;
        }
        String text = new String(in, start, at - start, StandardCharsets.ISO_8859_1);
        return integer ? integer(start, text) : decimal(start, text);
    }

    private Long integer(int start, String text) {
        if (text.length() > 17) {
            throw refuse(start, "the integer `" + abbreviated(text) + "` exceeds 2^53-1");
        }
        try {
            long value = Long.parseLong(text);
            if (value > CanonicalJson.MAX_INTEGER || value < -CanonicalJson.MAX_INTEGER) {
                throw refuse(start, "the integer `" + text + "` exceeds 2^53-1");
            }
            if (!Long.toString(value).equals(text)) {
                throw refuse(start, "the number `" + text + "` must be written `" + value + "`");
            }
            return value;
        } catch (NumberFormatException e) {
            throw refuse(start, "`" + text + "` is not a number");
        }
    }

    private BigDecimal decimal(int start, String text) {
        if (text.length() > 32) {
            throw refuse(start, "the number `" + abbreviated(text) + "` has more digits than a double can hold");
        }
        try {
            double nearest = Double.parseDouble(text);
            String canonical = Double.isFinite(nearest) ? Es6Number.format(nearest) : "";
            if (!canonical.equals(text)) {
                throw refuse(
                        start,
                        canonical.isEmpty()
                                ? "the number `" + text + "` is outside the range of a double"
                                : "the number `" + text + "` must be written `" + canonical + "`");
            }
            return new BigDecimal(text);
        } catch (NumberFormatException e) {
            throw refuse(start, "`" + text + "` is not a number");
        }
    }

    private static String abbreviated(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "...";
    }

    private String string() {
        int start = ++at;
        while (at < in.length) {
            byte c = in[at];
            if (c == '"') {
                return new String(in, start, at++ - start, StandardCharsets.ISO_8859_1);
            }
            if (c < ' ' || c == '\\') {
                // a control, an escape, or beyond ASCII (negative as a byte)
                return slowString(start);
            }
            at++;
        }
        throw refuse(at, "the string is not terminated");
    }

    private String slowString(int start) {
        StringBuilder text = new StringBuilder(64);
        text.append(new String(in, start, at - start, StandardCharsets.ISO_8859_1));
        while (at < in.length) {
            int c = in[at] & 0xFF;
            if (c == '"') {
                at++;
                return text.toString();
            } else if (c == '\\') {
                text.append(escape());
            } else if (c < ' ') {
                throw refuse(at, "a control character that is not escaped");
            } else if (c < 0x80) {
                text.append((char) c);
                at++;
            } else {
                text.appendCodePoint(codePoint(c));
            }
        }
        throw refuse(at, "the string is not terminated");
    }

    private char escape() {
        int start = at++;
        int c = peek();
        at++;
        return switch (c) {
            case '"', '\\' -> (char) c;
            case 'b' -> '\b';
            case 't' -> '\t';
            case 'n' -> '\n';
            case 'f' -> '\f';
            case 'r' -> '\r';
            case 'u' -> unicode(start);
            default -> throw refuse(start, "an escape that canonical JSON does not have");
        };
    }

    // only controls without a short form are written this way, with lower-case digits
    private char unicode(int start) {
        int value = 0;
        for (int i = 0; i < 4; i++) {
            int c = peek();
            int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
            if (digit < 0) {
                throw refuse(at, "not a lower-case hexadecimal digit");
            }
            value = value << 4 | digit;
            at++;
        }
        if (Character.isSurrogate((char) value)) {
            throw refuse(start, "an escaped surrogate; write non-ASCII characters as UTF-8");
        }
        if (value >= 0x20 || value == '\b' || value == '\t' || value == '\n' || value == '\f' || value == '\r') {
            throw refuse(start, "an escape for a character that has a shorter form");
        }
        return (char) value;
    }

    private int codePoint(int first) {
        int start = at;
        int length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
        int least = length == 4 ? 0x10000 : length == 3 ? 0x800 : 0x80;
        if (first < 0xC2 || first > 0xF4 || in.length - at < length) {
            throw refuse(start, "invalid UTF-8");
        }
        int value = first & (0x7F >> length);
        for (int i = 1; i < length; i++) {
            int next = in[at + i] & 0xFF;
            if ((next & 0xC0) != 0x80) {
                throw refuse(start, "invalid UTF-8");
            }
            value = value << 6 | next & 0x3F;
        }
        if (value < least || value > 0x10FFFF) {
            throw refuse(start, "invalid UTF-8");
        }
        if (value >= 0xD800 && value <= 0xDFFF) {
            throw refuse(start, "a lone surrogate");
        }
        at += length;
        return value;
    }

    private void expect(char wanted) {
        if (peek() != wanted) {
            throw unexpected("`" + wanted + "`");
        }
        at++;
    }

    private int peek() {
        return at < in.length ? in[at] & 0xFF : -1;
    }

    private NotCanonicalException unexpected(String wanted) {
        int c = peek();
        String found = c < 0 ? "the end" : c > ' ' && c < 0x7F ? "`" + (char) c + "`" : "byte " + c;
        return refuse(at, "expected " + wanted + ", found " + found);
    }

    private static NotCanonicalException refuse(int position, String problem) {
        return new NotCanonicalException(position, problem);
    }
}
