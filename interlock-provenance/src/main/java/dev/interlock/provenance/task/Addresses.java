package dev.interlock.provenance.task;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The e-mail addresses of a text that lists nothing else, as the recipients of a mail do: {@code Dora <dora@example.com>,
 * sam@example.com}. A mail goes to the address, whatever the name before it says. A line break could begin another header, so a text
 * with one is no such list.
 */
final class Addresses {

    private static final String ADDRESS = "[^\\s@,;:<>\"()]++@[^\\s@,;:<>\"()]++";
    private static final Pattern ONE =
            Pattern.compile("[ \t]*+(?:(" + ADDRESS + ")|[^<>@,;:\"\\p{C}\\p{Zl}\\p{Zp}]*+<(" + ADDRESS + ")>)[ \t]*+");
    private static final Pattern SEPARATOR = Pattern.compile("[,;]");

    private Addresses() {}

    /** Returns the addresses, or empty if anything else is in the text. */
    static Optional<List<String>> in(String text) {
        if (text.indexOf('@') < 0) {
            return Optional.empty();
        }
        List<String> addresses = new ArrayList<>();
        for (String part : SEPARATOR.split(text)) {
            Matcher one = ONE.matcher(part);
            if (!one.matches()) {
                return Optional.empty();
            }
            addresses.add(one.group(1) != null ? one.group(1) : one.group(2));
        }
        return Optional.of(addresses);
    }
}
