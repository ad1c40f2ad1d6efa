package dev.interlock.policy.secret;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The shape of secrets that have a form of their own. Each is looked for only in texts that are long enough and have one of its
 * hints, since every text of every call is searched, and hardly any has one. Thread-safe.
 */
public enum Shape {
    /** A private key in PEM. */
    PRIVATE_KEY(27, "-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY( BLOCK)?-----", "PRIVATE KEY"),
    /** Keys of cloud and API providers, by the prefixes that they give them; tokens of Interlock, too. */
    API_KEY(
            15,
            "(?<![A-Za-z0-9])(?:A(?:KIA|SIA)[A-Z0-9]{16}(?![A-Z0-9])|gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{22}"
                    + "|glpat-[A-Za-z0-9_-]{20}|AIza[A-Za-z0-9_-]{35}|xox[abeoprs]-[A-Za-z0-9-]{10}|[rs]k_live_[A-Za-z0-9]{16}"
                    + "|sk-[A-Za-z0-9_-]{32}|ilt_[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])|npm_[A-Za-z0-9]{36}|SG\\.[A-Za-z0-9_-]{22}\\.[A-Za-z0-9_-]{43})"
                    + "|AccountKey=[A-Za-z0-9+/]{86}==",
            "AKIA",
            "ASIA",
            "gh",
            "glpat-",
            "AIza",
            "xox",
            "k_live_",
            "sk-",
            "ilt_",
            "npm_",
            "SG.",
            "AccountKey="),
    /** A JSON Web Token with its signature (RFC 7519). */
    JWT(28, "(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{5,8000}+\\.eyJ[A-Za-z0-9_-]{5,8000}+\\.[A-Za-z0-9_-]{10}", "eyJ"),
    /** A connection string or an address with a password. */
    CONNECTION_STRING(10, "", "://", "assword", "ASSWORD", "wd=", "WD=", "wd =", "WD =") {
        @Override
        boolean search(CharSequence text) {
            return ConnectionString.isIn(text);
        }
    },
    /** A number of a payment card: 13 to 19 digits of a known issuer with a right check digit (ISO/IEC 7812). */
    CARD_NUMBER(13, "(?<![0-9A-Za-z.,_-])[2-6][0-9](?:[ -]?[0-9]){11,17}(?![0-9]|[.,_-][0-9])") {
        @Override
        boolean mayBeIn(String text) {
            int digits = 0;
            for (int i = 0; i < text.length(); i++) {
                digits += text.charAt(i) >= '0' && text.charAt(i) <= '9' ? 1 : 0;
            }
            return digits >= 13;
        }

        @Override
        boolean isOne(String found) {
            String digits = found.replaceAll("[ -]", "");
            int sum = 0;
            for (int i = 0; i < digits.length(); i++) {
                int digit = digits.charAt(digits.length() - 1 - i) - '0';
                int doubled = 2 * digit > 9 ? 2 * digit - 9 : 2 * digit;
                sum += i % 2 == 0 ? digit : doubled;
            }
            return sum % 10 == 0 && digits.chars().distinct().count() > 1;
        }
    };

    private final int shortest;
    private final Pattern pattern;

    @SuppressWarnings("ImmutableEnumChecker") // it is made by List.of
    private final List<String> hints;

    private final String text;

    /** @param shortest the length of the shortest match of the pattern, in characters */
    Shape(int shortest, String pattern, String... hints) {
        this.shortest = shortest;
        this.pattern = Pattern.compile(pattern);
        this.hints = List.of(hints);
        this.text = name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The name of the shape in a bundle. */
    public String text() {
        return text;
    }

    /** Returns whether the text may have one; this is fast, and false for most texts. */
    boolean mayBeIn(String text) {
        for (String hint : hints) {
            if (text.contains(hint)) {
                return true;
            }
        }
        return false;
    }

    boolean isOne(String found) {
        return true;
    }

    /** Returns whether the text has one. */
    public boolean isIn(String text) {
        return text.length() >= shortest && mayBeIn(text) && search(text);
    }

    /**
     * Searches the whole text.
     *
     * <p>INVARIANT: a character is looked at a bounded number of times, whatever the text is; {@code LinearScanTest} counts.
     */
    boolean search(CharSequence text) {
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            if (isOne(matcher.group())) {
                return true;
            }
        }
        return false;
    }
}
