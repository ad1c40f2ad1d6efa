package dev.interlock.policy.argument;

import dev.interlock.engine.id.PathForm;
import dev.interlock.engine.id.UrlForm;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Forms of text that many tools take. Each has one spelling: no two texts of a form mean the same thing. */
public enum TextFormat {
    DATE("date", "a date, as `2026-03-31`") {
        @Override
        boolean fits(String text) {
            try {
                return LocalDate.parse(text, DAY).toString().equals(text);
            } catch (DateTimeParseException e) {
                return false;
            }
        }
    },
    IBAN("iban", "an IBAN in capitals, without spaces and with correct check digits") {
        @Override
        boolean fits(String text) {
            return IBAN_FORM.matcher(text).matches()
                    && !SECOND_DIGITS.contains(text.substring(2, 4))
                    && mod97(text.substring(4) + text.substring(0, 4)) == 1;
        }
    },
    EMAIL("email", "an e-mail address, such as `ada@example.com`, with its domain in lower case") {
        @Override
        boolean fits(String text) {
            return text.length() <= LONGEST_ADDRESS && ADDRESS.matcher(text).matches();
        }
    },
    URL(
            "url",
            "a URL normalised according to RFC 3986 (lower case, without unnecessary escapes, dot segments or port),"
                    + " without user and fragment") {
        @Override
        boolean fits(String text) {
            return NORMAL_URL.wrong(text).isEmpty();
        }
    },
    PATH("path", "a path without empty, `.` or `..` segments, backslashes, `%`, colons or a trailing slash") {
        @Override
        boolean fits(String text) {
            return new PathForm(text.startsWith("/")).wrong(text).isEmpty()
                    && text.chars().noneMatch(c -> c < ' ' || c == 0x7f);
        }
    };

    private static final UrlForm NORMAL_URL = new UrlForm();
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("uuuu-MM-dd", Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);
    private static final Pattern IBAN_FORM = Pattern.compile("[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}");
    /** The check digits that are as valid as those that banks give, and so would be a second spelling. */
    private static final Set<String> SECOND_DIGITS = Set.of("00", "01", "99");

    private static final int LONGEST_ADDRESS = 254;
    private static final Pattern ADDRESS =
            Pattern.compile("[A-Za-z0-9!#$&'*+/=?^_`{|}~-]{1,64}(\\.[A-Za-z0-9!#$&'*+/=?^_`{|}~-]{1,64}){0,16}"
                    + "@[a-z0-9]([a-z0-9-]{0,62})(\\.[a-z0-9][a-z0-9-]{0,62}){1,16}");

    private final String text;
    private final String shown;

    TextFormat(String text, String shown) {
        this.text = text;
        this.shown = shown;
    }

    /** The word for it in a catalogue. */
    public String text() {
        return text;
    }

    String shown() {
        return shown;
    }

    abstract boolean fits(String text);

    private static int mod97(String text) {
        int rest = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = Character.digit(text.charAt(i), 36);
            rest = (rest * (digit > 9 ? 100 : 10) + digit) % 97;
        }
        return rest;
    }
}
