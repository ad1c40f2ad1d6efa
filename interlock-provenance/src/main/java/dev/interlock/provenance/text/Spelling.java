package dev.interlock.provenance.text;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The spelling of a value, for those that vouch for it. Tokens fold letters that look alike and do without punctuation, so that a reader
 * finds a value however it is disguised. Two addresses with the same tokens can be different ones, though: {@code dora@example.com} with
 * a Cyrillic letter, or {@code example.com.news} for {@code example.com/news}.
 */
public final class Spelling {

    /** Punctuation that parts the names of an address or a path. */
    private static final String PARTS = "@/.:\\";

    private static final Pattern SPACE = Pattern.compile("\\s+");

    private Spelling() {}

    /** The text in lower case, with its accents composed (NFC) and one space in place of several. */
    public static String plain(String text) {
        return SPACE.matcher(Normalizer.normalize(text, Normalizer.Form.NFC).toLowerCase(Locale.ROOT))
                .replaceAll(" ");
    }

    /**
     * The spelling that matters for a value: without the scheme of a link, {@code www.} and punctuation at the end. Empty for a value that
     * consists of words of ASCII, which is the same in any punctuation.
     */
    public static String of(String value) {
        String plain = plain(CanonicalValue.bare(value));
        int end = plain.length();
        while (end > 0 && Folding.fold(plain.charAt(end - 1)) == Folding.SEPARATOR) {
            end--;
        }
        String bare = plain.substring(0, end);
        boolean parts = bare.chars().anyMatch(c -> PARTS.indexOf(c) >= 0);
        return parts || isForeign(bare) ? bare : "";
    }

    /** The words of a text that are foreign. */
    public static List<String> foreignWords(String text) {
        List<String> words = new ArrayList<>();
        int from = 0;
        for (int i = 0; i <= text.length(); i++) {
            boolean inWord = i < text.length()
                    && (Character.isSurrogate(text.charAt(i)) || Folding.fold(text.charAt(i)) != Folding.SEPARATOR);
            if (!inWord) {
                String word = text.substring(from, i);
                if (isForeign(word)) {
                    words.add(word);
                }
                from = i + 1;
            }
        }
        return words;
    }

    /** Returns whether a value has letters beyond ASCII, or invisible characters: it may look like another one. */
    public static boolean isForeign(String value) {
        return value.codePoints().anyMatch(c -> c >= 0x80 && Folding.fold(c) != Folding.SEPARATOR);
    }
}
