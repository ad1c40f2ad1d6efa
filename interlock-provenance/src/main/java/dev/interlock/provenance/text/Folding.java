package dev.interlock.provenance.text;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.BitSet;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The folding of code points for comparison: letters and digits in lower case without accents, compatibility forms
 * as what they stand for (Unicode NFKD), letters that look like Latin ones as those, and nothing for what nobody sees. Two
 * spellings that a reader takes for the same word fold to the same characters.
 *
 * <p>Confusable letters follow the skeletons of Unicode Technical Standard 39, restricted to Greek, Cyrillic and Armenian
 * letters and Latin variants. For any thread.
 */
final class Folding {

    /** The mark of a code point that ends a token. */
    static final char SEPARATOR = 0;
    /** The mark of a code point that leaves no trace: marks, format characters, zero-width spaces, variation selectors. */
    static final char NOTHING = 1;
    /** The mark of a code point that folds to several characters, see {@link #several}. */
    static final char SEVERAL = 2;

    private static final int PAGE = 256;
    private static final AtomicReferenceArray<Page> PAGES =
            new AtomicReferenceArray<>((Character.MAX_CODE_POINT + 1) / PAGE);

    /**
     * The folding of {@value #PAGE} code points in a row, computed when the first of them is met.
     *
     * @param folded a character or one of the three constants for each
     * @param several the characters of those that fold to several
     * @param alone those that are a word by themselves
     */
    private record Page(char[] folded, String[] several, BitSet alone) {}

    /** Pairs: a letter and the Latin one that it looks like, both in lower case. */
    private static final String CONFUSABLE =
            // Cyrillic
            "аaбbвbгrеeѕsіiјjкkмmнhоoрpсcтtуyхxһhԁdԛqԝwьbп" + "nӏlүyґr"
                    // Greek
                    + "αaβbεeηnιiκkνvοoρpτtυuχxωwγyσoζzμu"
                    // Armenian, and Latin letters with another shape
                    + "աwոnսuօoցgհhղnքpıiȷjɑaɡgɩiʏyᴀaᴄcᴇeᴏoѵvʀrɴnʟl";

    /** Letters that have no width. */
    private static final String HANGUL_FILLERS = "\u115f\u1160\u3164\uffa0";

    private static final char[] LATIN = new char[0x1e00];

    static {
        for (int i = 0; i < CONFUSABLE.length(); i += 2) {
            LATIN[CONFUSABLE.charAt(i)] = CONFUSABLE.charAt(i + 1);
        }
    }

    private Folding() {}

    /** Folds a code point to one character, or to one of the three constants. */
    static char fold(int codePoint) {
        return page(codePoint).folded[codePoint % PAGE];
    }

    /** All characters of a code point that folds to {@link #SEVERAL}. */
    static String several(int codePoint) {
        return page(codePoint).several[codePoint % PAGE];
    }

    /** Whether a code point is a word by itself, as in scripts that put no spaces between words. */
    static boolean alone(int codePoint) {
        return page(codePoint).alone.get(codePoint % PAGE);
    }

    private static Page page(int codePoint) {
        Page page = PAGES.get(codePoint / PAGE);
        if (page == null) {
            page = computedPage(codePoint / PAGE);
            PAGES.set(codePoint / PAGE, page);
        }
        return page;
    }

    private static Page computedPage(int number) {
        var page = new Page(new char[PAGE], new String[PAGE], new BitSet());
        for (int i = 0; i < PAGE; i++) {
            int codePoint = number * PAGE + i;
            page.folded[i] = computed(codePoint);
            page.several[i] = page.folded[i] == SEVERAL ? characters(codePoint) : "";
            page.alone.set(i, computedAlone(codePoint));
        }
        return page;
    }

    private static char computed(int codePoint) {
        int type = Character.getType(codePoint);
        if (type == Character.FORMAT
                || type == Character.NON_SPACING_MARK
                || type == Character.ENCLOSING_MARK
                || Character.isIdentifierIgnorable(codePoint) && codePoint > 0x9f
                || codePoint >= 0xfe00 && codePoint <= 0xfe0f
                || HANGUL_FILLERS.indexOf(codePoint) >= 0) {
            return NOTHING;
        }
        String folded = characters(codePoint);
        return switch (folded.length()) {
            case 0 -> SEPARATOR;
            case 1 -> folded.charAt(0);
            default -> SEVERAL;
        };
    }

    private static String characters(int codePoint) {
        String apart = Normalizer.normalize(Character.toString(codePoint), Normalizer.Form.NFKD);
        var folded = new StringBuilder();
        apart.codePoints().filter(Character::isLetterOrDigit).forEach(each -> {
            int lower = Character.toLowerCase(each);
            int digit = Character.digit(lower, 10);
            if (digit >= 0) {
                folded.append((char) ('0' + digit));
            } else if (lower < LATIN.length && LATIN[lower] != 0) {
                folded.append(LATIN[lower]);
            } else {
                folded.appendCodePoint(lower);
            }
        });
        return folded.toString();
    }

    private static boolean computedAlone(int codePoint) {
        if (codePoint < 0x2e80) {
            return false;
        }
        UnicodeScript script = UnicodeScript.of(codePoint);
        return script == UnicodeScript.HAN || script == UnicodeScript.HIRAGANA || script == UnicodeScript.KATAKANA;
    }
}
