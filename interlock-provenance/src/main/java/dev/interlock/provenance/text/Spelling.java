package dev.interlock.provenance.text;

import java.text.Normalizer;
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

    /** Punctuation that stands in names of mailboxes, hosts and files, and so joins what is before a name to it. */
    private static final String BEFORE = "@.+-_%&#!~^'’";
    /** Punctuation that joins what is after a name to it; what begins another part of an address is not among it. */
    private static final String AFTER = "@.+-_%~^";
    /** The beginning of a host that its spelling goes without. */
    private static final String WWW = "www.";
    /** Punctuation that makes words a part of an address or a host. */
    private static final String PARTS_OF_ADDRESS = "@.";
    /** The most joining characters in a row that are looked at; a longer row counts as part of a name. */
    private static final int MOST_JOINERS = 8;

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

    /** The words of a text, between spaces, of which the spelling matters, each in it. */
    public static List<String> words(String text) {
        return SPACE.splitAsStream(text)
                .filter(word -> word.chars().anyMatch(c -> c >= 0x80 || PARTS.indexOf(c) >= 0))
                .map(word -> of(word.substring(leading(word))))
                .filter(spelling -> !spelling.isEmpty())
                .toList();
    }

    /** The number of characters of punctuation with which a word begins. */
    private static int leading(String word) {
        int i = 0;
        while (i < word.length() && isPunctuation(word, i)) {
            i++;
        }
        return i;
    }

    /**
     * Returns whether a name stands in a text, and not as a part of a longer one: {@code lea@example.com} does not stand in
     * {@code anna.lea@example.com}, nor {@code shop.co} in {@code shop.co.uk}.
     *
     * @param text plain
     * @param spelling of the name
     */
    public static boolean stands(String text, String spelling) {
        for (int at = text.indexOf(spelling); at >= 0; at = text.indexOf(spelling, at + 1)) {
            int from = text.startsWith(WWW, at - WWW.length()) ? at - WWW.length() : at;
            if (isWhole(text, from, at + spelling.length())) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether what stands between two indexes of a text is not a part of a longer name. */
    static boolean isWhole(String text, int from, int to) {
        return !joins(text, from - 1, -1, BEFORE) && !joins(text, to, 1, AFTER);
    }

    /** Returns whether the word at an index stands alone, and not as a part of an address or a host. */
    public static boolean isAlone(String text, int start) {
        int end = start;
        while (end < text.length() && !isPunctuation(text, end)) {
            end++;
        }
        return !joins(text, start - 1, -1, PARTS_OF_ADDRESS) && !joins(text, end, 1, PARTS_OF_ADDRESS);
    }

    /**
     * Returns whether the character at an index makes a name longer: a letter or digit, or punctuation that joins one to it.
     *
     * @param step to the next character, away from the name
     */
    private static boolean joins(String text, int index, int step, String joiners) {
        int at = index;
        while (at >= 0 && at < text.length() && joiners.indexOf(text.charAt(at)) >= 0) {
            if (text.charAt(at) == '@' || Math.abs(at - index) == MOST_JOINERS) {
                return true;
            }
            at += step;
        }
        return at >= 0 && at < text.length() && !isPunctuation(text, at);
    }

    private static boolean isPunctuation(String text, int index) {
        char c = text.charAt(index);
        return !Character.isSurrogate(c) && Folding.fold(c) == Folding.SEPARATOR;
    }

    /** Returns whether a value has letters beyond ASCII, or invisible characters: it may look like another one. */
    public static boolean isForeign(String value) {
        return value.codePoints().anyMatch(c -> c >= 0x80 && Folding.fold(c) != Folding.SEPARATOR);
    }
}
