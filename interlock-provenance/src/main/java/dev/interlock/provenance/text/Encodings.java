package dev.interlock.provenance.text;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Texts that stand encoded in a text: in base64 (RFC 4648, both alphabets), and percent-encoded (RFC 3986). */
public final class Encodings {

    private static final int SHORTEST = 16;
    private static final int DEEPEST = 3;
    static final boolean[] BASE64 = Runs.characters(c -> c >= 'a' && c <= 'z'
            || c >= 'A' && c <= 'Z'
            || c >= '0' && c <= '9'
            || c == '+'
            || c == '/'
            || c == '-'
            || c == '_');

    private Encodings() {}

    /** All texts that are encoded in a text, those inside others too. */
    public static List<String> decoded(String text) {
        List<String> all = new ArrayList<>();
        decode(text, all, DEEPEST);
        return all;
    }

    /**
     * All texts that are encoded in a text.
     *
     * @param tokens of the text, which tell whether it is worth a look
     */
    public static List<String> decoded(String text, Tokens tokens) {
        return tokens.longestRun >= SHORTEST || text.indexOf('%') >= 0 ? decoded(text) : List.of();
    }

    private static void decode(String text, List<String> all, int depth) {
        if (depth == 0) {
            return;
        }
        Runs runs = Runs.in(text, BASE64, SHORTEST);
        while (runs.next()) {
            String inside = base64(text.substring(runs.from(), runs.to()));
            if (!inside.isEmpty()) {
                all.add(inside);
                decode(inside, all, depth - 1);
            }
        }
        String percent = percent(text);
        if (!percent.isEmpty()) {
            all.add(percent);
            decode(percent, all, depth - 1);
        }
    }

    private static String base64(String run) {
        String plain = run.replace('-', '+').replace('_', '/');
        int whole = plain.length() % 4 == 1 ? plain.length() - 1 : plain.length();
        try {
            return printable(Base64.getDecoder().decode(plain.substring(0, whole)));
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    /** The text of bytes; empty where they are no text. */
    private static String printable(byte[] bytes) {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return "";
        }
        return text.codePoints().allMatch(c -> c >= ' ' || c == '\n' || c == '\t' || c == '\r') ? text : "";
    }

    /** The text with its percent-encoded octets decoded; empty where it has none. */
    private static String percent(String text) {
        if (text.indexOf('%') < 0) {
            return "";
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        byte[] out = new byte[bytes.length];
        int n = 0;
        boolean any = false;
        for (int i = 0; i < bytes.length; i++) {
            int high = i + 2 < bytes.length && bytes[i] == '%' ? Character.digit(bytes[i + 1], 16) : -1;
            int low = high >= 0 ? Character.digit(bytes[i + 2], 16) : -1;
            if (low >= 0) {
                out[n++] = (byte) (high << 4 | low);
                any = true;
                i += 2;
            } else {
                out[n++] = bytes[i];
            }
        }
        return any ? new String(out, 0, n, StandardCharsets.UTF_8) : "";
    }
}
