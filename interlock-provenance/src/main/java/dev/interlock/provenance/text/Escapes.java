package dev.interlock.provenance.text;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Decodes characters that stand in a text as something else: percent-encoded octets (RFC 3986), escapes of JSON strings (RFC 8259) and
 * character references of HTML. All of them in one pass, so that a text has one reading. For one thread.
 */
final class Escapes {

    private static final int HEX = 16;
    /** A longer reference is none. */
    private static final int LONGEST_REFERENCE = 10;
    /** The references by name that stand for characters of words and addresses. */
    private static final Map<String, String> NAMED = Map.ofEntries(
            Map.entry("amp", "&"),
            Map.entry("lt", "<"),
            Map.entry("gt", ">"),
            Map.entry("quot", "\""),
            Map.entry("apos", "'"),
            Map.entry("nbsp", " "),
            Map.entry("commat", "@"),
            Map.entry("period", "."),
            Map.entry("colon", ":"),
            Map.entry("sol", "/"),
            Map.entry("lowbar", "_"),
            Map.entry("shy", ""),
            Map.entry("zwj", ""),
            Map.entry("zwnj", ""));

    private final String text;
    private final StringBuilder out = new StringBuilder();
    private int at;
    private boolean any;

    private Escapes(String text) {
        this.text = text;
    }

    /** Returns whether a text has a character with which an escape begins. */
    static boolean mayBeIn(String text) {
        return text.indexOf('%') >= 0 || text.indexOf('\\') >= 0 || text.indexOf('&') >= 0;
    }

    /** The text with its escapes decoded; empty where it has none. */
    static String decoded(String text) {
        if (!mayBeIn(text)) {
            return "";
        }
        var escapes = new Escapes(text);
        while (escapes.at < text.length()) {
            escapes.next();
        }
        return escapes.any ? escapes.out.toString() : "";
    }

    private void next() {
        char c = text.charAt(at);
        boolean decoded = switch (c) {
            case '%' -> percent();
            case '\\' -> escape();
            case '&' -> reference();
            default -> false;
        };
        if (!decoded) {
            out.append(c);
            at++;
        }
        any |= decoded;
    }

    /** Decodes all octets in a row, which together are characters of UTF-8. */
    private boolean percent() {
        if (number(at + 1, at + 3, HEX) < 0) {
            return false;
        }
        var octets = new ByteArrayOutputStream();
        while (at < text.length() && text.charAt(at) == '%') {
            int octet = number(at + 1, at + 3, HEX);
            if (octet < 0) {
                break;
            }
            octets.write(octet);
            at += 3;
        }
        out.append(octets.toString(StandardCharsets.UTF_8));
        return true;
    }

    private boolean escape() {
        char kind = at + 1 < text.length() ? text.charAt(at + 1) : 0;
        int digits = kind == 'u' ? 4 : kind == 'x' ? 2 : 0;
        if (digits > 0) {
            int code = number(at + 2, at + 2 + digits, HEX);
            if (code >= 0) {
                out.append((char) code);
                at += 2 + digits;
            }
            return code >= 0;
        }
        int meant = "nrtbf\"\\/'".indexOf(kind);
        if (kind == 0 || meant < 0) {
            return false;
        }
        out.append("\n\r\t  \"\\/'".charAt(meant));
        at += 2;
        return true;
    }

    private boolean reference() {
        int end = text.indexOf(';', at, Math.min(text.length(), at + LONGEST_REFERENCE));
        if (end < 0) {
            return false;
        }
        String name = text.substring(at + 1, end);
        boolean hex = name.startsWith("#x") || name.startsWith("#X");
        String meant = NAMED.get(name);
        if (name.startsWith("#")) {
            int code = number(at + (hex ? 3 : 2), end, hex ? HEX : 10);
            meant = code >= 0 && Character.isValidCodePoint(code) ? Character.toString(code) : null;
        }
        if (meant == null) {
            return false;
        }
        out.append(meant);
        at = end + 1;
        return true;
    }

    /** The number that digits stand for; -1 where anything else stands there. */
    private int number(int from, int to, int radix) {
        if (to > text.length() || from >= to) {
            return -1;
        }
        int number = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) < 0x80 ? Character.digit(text.charAt(i), radix) : -1;
            if (digit < 0) {
                return -1;
            }
            number = number * radix + digit;
        }
        return number;
    }
}
