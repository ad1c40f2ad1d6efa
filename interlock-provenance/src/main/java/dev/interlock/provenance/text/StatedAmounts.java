package dev.interlock.provenance.text;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the amounts in a text. A number that may be a part of something else is none: of a longer number, a date, an id, an account, a
 * price for each. Nor is one that can be read in two ways, as {@code 1.000} is a thousand or one. The time is linear in the text.
 */
public final class StatedAmounts {

    /** The most amounts of a text; further ones are not found. */
    static final int MOST = 200;

    /** A longer field is no amount. */
    private static final int LONGEST_FIELD = 40;

    private static final int LONGEST_NUMBER = 24;
    private static final int LONGEST_WORD = 16;
    private static final String SEPARATORS = ".,'’";
    /**
     * A number with at most two decimals, which are the groups of the pattern. Its digits may be in groups of three where that is sure: by
     * decimals after another separator, by two separators of a kind, or by an apostrophe.
     */
    private static final Pattern NUMBER = Pattern.compile("(?:0|[1-9]\\d{0,14})(?:[.,](\\d{1,2}))?"
            + "|[1-9]\\d{0,2}(?:(?:,\\d{3}){1,4}\\.(\\d{1,2})|(?:\\.\\d{3}){1,4},(\\d{1,2})"
            + "|(?:,\\d{3}){2,4}|(?:\\.\\d{3}){2,4}|(?:['’]\\d{3}){1,4}(?:[.,](\\d{1,2}))?)");

    private static final String SPACES = " \t\u00a0\u2009\u202f";
    private static final String OPENING = "([\"'«„“‘";
    private static final String CLOSING = ".,;:!?)]\"'»“”’…";

    private final String text;
    private final List<StatedAmount> found = new ArrayList<>();

    private StatedAmounts(String text) {
        this.text = text;
    }

    /** The amounts of a text, in their order. */
    public static List<StatedAmount> of(String text) {
        var amounts = new StatedAmounts(text);
        amounts.read();
        return amounts.found;
    }

    /** The amount that a text is as a whole, such as a field of a result; empty where it is none. */
    public static Optional<StatedAmount> whole(String text) {
        String bare = text.strip();
        if (bare.length() > LONGEST_FIELD || bare.chars().noneMatch(StatedAmounts::isDigit)) {
            return Optional.empty();
        }
        List<StatedAmount> all = of(bare);
        long characters = bare.chars().filter(c -> SPACES.indexOf(c) < 0).count();
        return all.stream()
                .filter(one -> one.before().length()
                                + one.end()
                                - one.start()
                                + one.after().length()
                        == characters)
                .findFirst();
    }

    private void read() {
        for (int i = 0; i < text.length() && found.size() < MOST; i++) {
            if (isDigit(text.charAt(i))) {
                int end = end(i);
                add(i, end);
                i = end;
            }
        }
    }

    /** The end of a run of digits with separators between them. */
    private int end(int from) {
        int end = from + 1;
        while (end < text.length()
                && (isDigit(text.charAt(end))
                        || SEPARATORS.indexOf(text.charAt(end)) >= 0
                                && end + 1 < text.length()
                                && isDigit(text.charAt(end + 1)))) {
            end++;
        }
        return end;
    }

    private void add(int start, int end) {
        int left = spacesBefore(start);
        int right = spacesAfter(end);
        if (isDigitAt(left - 1) || isDigitAt(right) || end - start > LONGEST_NUMBER) {
            return;
        }
        String before = wordBefore(left);
        String after = wordAfter(right);
        boolean beginsHere = beginsAt(start) || left == start && isSign(before);
        boolean endsHere = endsAt(end) || right == end && Units.isCurrency(after);
        if (beginsHere && endsHere && !isScaled(before, right)) {
            number(text.substring(start, end))
                    .ifPresent(number -> found.add(new StatedAmount(number, before, after, start, end)));
        }
    }

    /** Returns whether the number is one of thousands or hundredths: of the currency before it, or of the one that begins at an index. */
    private boolean isScaled(String before, int begin) {
        int end = endOfWord(begin);
        String after = text.substring(begin, end);
        int next = spacesAfter(end);
        return Units.isCurrency(before) && Units.isScale(after)
                || Units.isCurrency(after) && Units.isScale(text.substring(next, endOfWord(next)));
    }

    private int endOfWord(int begin) {
        int end = begin;
        while (end < text.length() && end - begin <= LONGEST_WORD && isOfWord(text.charAt(end))) {
            end++;
        }
        return end;
    }

    /** The word that ends at an index, unless it is a part of something else or stands after another number. */
    private String wordBefore(int end) {
        int begin = end;
        while (begin > 0 && end - begin <= LONGEST_WORD && isOfWord(text.charAt(begin - 1))) {
            begin--;
        }
        return beginsAt(begin) && !isDigitAt(spacesBefore(begin) - 1) ? text.substring(begin, end) : "";
    }

    /** The word that begins at an index, unless it is a part of something else or stands before another number. */
    private String wordAfter(int begin) {
        int end = endOfWord(begin);
        return endsAt(end) && !isDigitAt(spacesAfter(end)) ? text.substring(begin, end) : "";
    }

    private boolean beginsAt(int index) {
        return index == 0 || isSpace(text.charAt(index - 1)) || OPENING.indexOf(text.charAt(index - 1)) >= 0;
    }

    /** Returns whether a word or number ends at an index: punctuation may follow, but nothing after that. */
    private boolean endsAt(int index) {
        int at = index;
        while (at < text.length() && at - index < 4 && CLOSING.indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return at == text.length() || isSpace(text.charAt(at));
    }

    private int spacesBefore(int index) {
        int at = index;
        while (at > 0 && SPACES.indexOf(text.charAt(at - 1)) >= 0) {
            at--;
        }
        return at;
    }

    private int spacesAfter(int index) {
        int at = index;
        while (at < text.length() && SPACES.indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return at;
    }

    private boolean isDigitAt(int index) {
        return index >= 0 && index < text.length() && isDigit(text.charAt(index));
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isSpace(char c) {
        return Character.isWhitespace(c) || SPACES.indexOf(c) >= 0;
    }

    private static boolean isOfWord(char c) {
        return Character.isLetter(c) || Character.getType(c) == Character.CURRENCY_SYMBOL;
    }

    private static boolean isSign(String word) {
        return !word.isEmpty() && Character.getType(word.charAt(word.length() - 1)) == Character.CURRENCY_SYMBOL;
    }

    /** Reads a number; empty for one that may mean something else. */
    private static Optional<BigDecimal> number(String run) {
        Matcher number = NUMBER.matcher(run);
        if (!number.matches()) {
            return Optional.empty();
        }
        int decimals = 0;
        for (int i = 1; i <= number.groupCount(); i++) {
            decimals += number.group(i) == null ? 0 : number.group(i).length();
        }
        return Optional.of(new BigDecimal(run.replaceAll("[^0-9]", "")).movePointLeft(decimals));
    }
}
