package dev.interlock.server.render;

import dev.interlock.policy.catalog.RecordedText;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A value of a call among the words of the catalogue. The agent chose it: so it stands in quotes unless it is plainly an id, and nothing
 * in it passes for the end of the quotation, is not seen, or turns the direction of the text.
 */
final class SaidValue {

    /** Letters, digits and single signs between them. */
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9]+([._-][A-Za-z0-9]+)*");

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9]+([._@:/+-][A-Za-z0-9]+)*");

    /** The most combining marks on one letter. */
    private static final int MOST_MARKS = 2;

    private SaidValue() {}

    /** The value in full, without quotes if no word of the catalogue could be like it: it has a digit. */
    static String of(String value) {
        return WORD.matcher(value).matches() && value.chars().anyMatch(c -> c >= '0' && c <= '9')
                ? value
                : quoted(value);
    }

    /** The id of an object behind its type, {@code release/shop@1.2.0}: no word of the catalogue begins so. */
    static String id(String value) {
        return ID.matcher(value).matches() ? value : quoted(value);
    }

    /** The value in full, or the beginning of one that is longer, with its length. */
    static String bounded(String recorded, int most) {
        long length = RecordedText.length(recorded);
        return length <= most
                ? of(recorded)
                : quoted(Plain.cut(recorded, most)) + String.format(Locale.ROOT, " (%,d characters)", length);
    }

    /** Returns whether letters of the value are read from right to left, so that what follows could be drawn before it. */
    static boolean isTurned(String value) {
        return value.codePoints().anyMatch(c -> switch (Character.getDirectionality(c)) {
            case Character.DIRECTIONALITY_RIGHT_TO_LEFT,
                    Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC,
                    Character.DIRECTIONALITY_ARABIC_NUMBER -> true;
            default -> false;
        });
    }

    static String quoted(String value) {
        var out = new StringBuilder("\"");
        int before = '"';
        int marks = 0;
        for (int i = 0; i < value.length(); ) {
            int c = value.codePointAt(i);
            marks = isMark(c) ? marks + 1 : 0;
            if (c == '"' || c == '\\') {
                out.append('\\').appendCodePoint(c);
            } else if (isSeen(c) && !isQuote(c) && !(isSingle(c) && isSingle(before)) && fits(c, before, marks)) {
                out.appendCodePoint(c);
            } else {
                out.append("\\u{").append(Integer.toHexString(c)).append('}');
            }
            before = c;
            i += Character.charCount(c);
        }
        return out.append('"').toString();
    }

    private static boolean isSeen(int c) {
        return c == ' ' || !Plain.isHidden(c) && !Character.isSpaceChar(c);
    }

    /** A mark belongs on a letter, or the quotation mark itself would look otherwise. */
    private static boolean fits(int c, int before, int marks) {
        return !isMark(c)
                || marks <= MOST_MARKS
                        && Character.getType(c) != Character.ENCLOSING_MARK
                        && (Character.isLetter(before) || isMark(before));
    }

    private static boolean isMark(int c) {
        return switch (Character.getType(c)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK -> true;
            default -> false;
        };
    }

    /** Two of them look like a quotation mark. */
    private static boolean isSingle(int c) {
        return switch (c) {
            case '\'', '`', 0xb4, 0x2b9, 0x2bc, 0x2018, 0x2019, 0x201b, 0x2032, 0x2035, 0xff07 -> true;
            default -> false;
        };
    }

    /** Returns whether the character looks like the sign that ends the quotation. */
    private static boolean isQuote(int c) {
        return switch (Character.getType(c)) {
            case Character.INITIAL_QUOTE_PUNCTUATION, Character.FINAL_QUOTE_PUNCTUATION -> !isSingle(c);
            default ->
                switch (c) {
                    case 0xa8,
                            0x2ba,
                            0x2dd,
                            0x2ee,
                            0x2f6,
                            0x5f4,
                            0x201e,
                            0x2033,
                            0x2034,
                            0x2036,
                            0x2037,
                            0x2057,
                            0x275d,
                            0x275e,
                            0x3003,
                            0x301d,
                            0x301e,
                            0x301f,
                            0xff02 -> true;
                    default -> false;
                };
        };
    }
}
