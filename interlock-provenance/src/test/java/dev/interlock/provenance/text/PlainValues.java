package dev.interlock.provenance.text;

import java.util.List;
import java.util.regex.Pattern;

/** The values of a text, as regular expressions define them: what {@link ValueScanner} has to find. */
final class PlainValues {

    static final Pattern EMAIL = Pattern.compile("(?<![\\w.+-])[\\w.+-]++@[\\w-]++\\.\\w[\\w.-]*+");
    static final Pattern LINK =
            Pattern.compile("(?:https?://|www\\.)[^\\s'\"<>()\\[\\]{}]++", Pattern.CASE_INSENSITIVE);
    static final Pattern ACCOUNT = Pattern.compile("\\b[A-Z]{2}\\d{2}[A-Z0-9]{8,30}\\b");
    static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/_-]{16,}+");

    private PlainValues() {}

    static List<String> of(Pattern kind, String text) {
        return kind.matcher(text).results().map(found -> found.group()).toList();
    }
}
