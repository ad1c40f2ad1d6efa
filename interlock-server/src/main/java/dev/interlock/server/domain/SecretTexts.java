package dev.interlock.server.domain;

import dev.interlock.policy.secret.SecretScan;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Free texts as they are recorded and shown: a word stands in the place of each standing secret. */
public final class SecretTexts {

    /** The word in the place of a secret. */
    public static final String WORD = "[secret]";

    /** A text of many words with secrets is not searched word by word, as its author could make that as expensive as they like. */
    private static final int MOST_WORDS = 4_096;

    private static final Pattern WORDS = Pattern.compile("\\S+");

    private SecretTexts() {}

    /**
     * The text without the secrets in it. What surrounds them stays, as an approver has to understand it; where a secret is found in
     * several words together nothing of the text does.
     */
    public static String without(String text, SecretScan scan) {
        Set<String> found = scan.find(text);
        if (found.isEmpty()) {
            return text;
        }
        if (found.contains(SecretScan.UNSEARCHED)) {
            return WORD;
        }
        var words = new StringBuilder();
        Matcher word = WORDS.matcher(text);
        int number = 0;
        while (word.find()) {
            if (++number > MOST_WORDS) {
                return WORD;
            }
            word.appendReplacement(
                    words, Matcher.quoteReplacement(scan.find(word.group()).isEmpty() ? word.group() : WORD));
        }
        word.appendTail(words);
        String without = words.toString();
        return scan.find(without).isEmpty() ? without : WORD;
    }
}
