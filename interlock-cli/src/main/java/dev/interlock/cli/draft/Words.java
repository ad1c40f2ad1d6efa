package dev.interlock.cli.draft;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The words of the names that tools and arguments have. */
final class Words {

    private Words() {}

    /** Returns the name in lower case, with {@code -} between its words. */
    static String of(String name) {
        return name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-").replace('_', '-').toLowerCase(Locale.ROOT);
    }

    /** Returns each of the words that {@code -} joins in the singular. */
    static String singulars(String words) {
        return Arrays.stream(words.split("-", -1)).map(Words::singular).collect(Collectors.joining("-"));
    }

    /** Returns the word in the singular, as far as its ending tells. */
    static String singular(String word) {
        if (word.equals("children")) {
            return "child";
        }
        if (word.matches(".*(x|ch|sh|ss)es")) {
            return word.substring(0, word.length() - 2);
        }
        if (word.endsWith("ies") && word.length() > 4) {
            return word.substring(0, word.length() - 3) + "y";
        }
        boolean plural = word.endsWith("s") && !word.endsWith("ss") && !word.endsWith("us") && word.length() > 3;
        return plural || word.equals("ids") ? word.substring(0, word.length() - 1) : word;
    }
}
