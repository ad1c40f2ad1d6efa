package dev.interlock.provenance.text;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Values in a text that name somebody or somewhere by their form: e-mail addresses, links, hosts, bank accounts. None is cut, as
 * a part of a token is another token. The expressions never go back over a run of characters, so the time is linear in the text.
 */
public final class TypedValues {

    private static final Pattern EMAIL = Pattern.compile("(?<![\\w.+-])[\\w.+-]++@[\\w-]++\\.\\w[\\w.-]*+");
    private static final Pattern LINK =
            Pattern.compile("(?:https?://|www\\.)[^\\s'\"<>()\\[\\]{}]++", Pattern.CASE_INSENSITIVE);
    private static final Pattern ACCOUNT = Pattern.compile("\\b[A-Z]{2}\\d{2}[A-Z0-9]{8,30}\\b");

    private TypedValues() {}

    public static boolean any(CharSequence text) {
        return EMAIL.matcher(text).find()
                || LINK.matcher(text).find()
                || ACCOUNT.matcher(text).find();
    }

    public static List<String> links(String text) {
        List<String> all = new ArrayList<>();
        Matcher matcher = LINK.matcher(text);
        while (matcher.find()) {
            all.add(trimmed(matcher.group()));
        }
        return all;
    }

    public static List<String> all(String text) {
        List<String> all = links(text);
        for (Pattern pattern : List.of(EMAIL, ACCOUNT)) {
            Matcher matcher = pattern.matcher(text);
            while (matcher.find()) {
                all.add(trimmed(matcher.group()));
            }
        }
        return all;
    }

    private static String trimmed(String value) {
        int end = value.length();
        while (end > 0 && ".,;:!?".indexOf(value.charAt(end - 1)) >= 0) {
            end--;
        }
        return value.substring(0, end);
    }
}
