package dev.interlock.cli.draft;

import java.util.Locale;

/** The words of the names that tools and arguments have. */
final class Words {

    private Words() {}

    /** Returns the name in lower case, with {@code -} between its words. */
    static String of(String name) {
        return name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-").replace('_', '-').toLowerCase(Locale.ROOT);
    }

    /** Returns the word in the singular, as far as its ending tells. */
    static String singular(String word) {
        if (word.endsWith("ies") && word.length() > 4) {
            return word.substring(0, word.length() - 3) + "y";
        }
        boolean plural = word.endsWith("s") && !word.endsWith("ss") && !word.endsWith("us") && word.length() > 3;
        return plural || word.equals("ids") ? word.substring(0, word.length() - 1) : word;
    }
}
