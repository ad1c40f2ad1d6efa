package dev.interlock.provenance.text;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Texts that stand encoded in a text: in base64 (RFC 4648, both alphabets), or with characters that are {@linkplain Escapes escaped}. */
public final class Encodings {

    private static final int SHORTEST = 16;
    private static final int DEEPEST = 3;
    /** The number of characters of base64 that stand for whole bytes together. */
    private static final int GROUP = 4;
    /** One character in so many may be none. */
    private static final int MOST_WRONG = 16;

    private static final char REPLACEMENT = 0xfffd;
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
        return tokens.longestRun >= SHORTEST || Escapes.mayBeIn(text) ? decoded(text) : List.of();
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
        String plain = Escapes.decoded(text);
        if (!plain.isEmpty()) {
            all.add(plain);
            decode(plain, all, depth - 1);
        }
    }

    /** Decodes a run from its first character that begins a text: punctuation of the alphabet can stand before it. */
    private static String base64(String run) {
        String plain = run.replace('-', '+').replace('_', '/');
        String text = "";
        for (int from = 0; from < GROUP && text.isEmpty(); from++) {
            int length = plain.length() - from;
            int whole = length % GROUP == 1 ? length - 1 : length;
            try {
                text = printable(Base64.getDecoder().decode(plain.substring(from, from + whole)));
            } catch (IllegalArgumentException e) {
                text = "";
            }
        }
        return text;
    }

    /** The text of bytes, with spaces in place of a few that are none; empty where they are no text. */
    private static String printable(byte[] bytes) {
        var text = new StringBuilder(new String(bytes, StandardCharsets.UTF_8));
        int wrong = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == REPLACEMENT || c < ' ' && c != '\n' && c != '\t' && c != '\r') {
                text.setCharAt(i, ' ');
                wrong++;
            }
        }
        return wrong * MOST_WRONG <= text.length() ? text.toString() : "";
    }
}
