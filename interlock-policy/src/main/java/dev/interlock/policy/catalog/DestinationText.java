package dev.interlock.policy.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The forms in which destinations are compared with allow-lists: stricter than the tokens of other origins, which take
 * {@code dora-example.com} for {@code dora@example.com}. A text that a server could read in two ways, as a link with a user, an escape
 * or a backslash before its path, has no host.
 */
final class DestinationText {

    private static final String LABEL = "[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?";
    private static final String NAME = "(?:" + LABEL + "\\.){1,16}[a-zA-Z](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?";
    private static final String BYTE = "(?:0|[1-9][0-9]{0,2})";
    private static final String HOST = "(?:" + NAME + "|(?:" + BYTE + "\\.){3}" + BYTE + ")";
    private static final Pattern DOMAIN = Pattern.compile(NAME);
    private static final Pattern HOST_AND_PORT = Pattern.compile(HOST + "(?::[0-9]{1,5})?");
    private static final Pattern LINK = Pattern.compile(
            "(?:[hH][tT][tT][pP][sS]?://)?(" + HOST + "(?::[0-9]{1,5})?)(?:/[!-~&&[^\"<>\\\\^`{|}]]*)?");
    private static final Pattern ADDRESS = Pattern.compile("([!-~&&[^@,;:<>\"()\\\\]]{1,64}@)(" + NAME + ")");
    private static final Pattern ACCOUNT = Pattern.compile("[a-zA-Z]{2}[0-9]{2}(?: ?[a-zA-Z0-9]){11,30}");

    private DestinationText() {}

    /** Returns whether the text is the name of a host, of at least two labels. */
    static boolean isHost(String text) {
        return DOMAIN.matcher(text).matches();
    }

    /** The form of a host, or of the end of one: names of hosts have no case. */
    static String ofHost(String host) {
        return host.toLowerCase(Locale.ROOT);
    }

    /** The one form of an entry of a list. A link stands for itself alone, and not for its host. */
    static String ofEntry(String text) {
        return HOST_AND_PORT.matcher(text).matches()
                ? ofHost(text)
                : address(text).or(() -> account(text)).orElse(text);
    }

    /** All forms that an entry for the destination can have. */
    static List<String> of(String destination) {
        var forms = new ArrayList<String>(2);
        forms.add(destination);
        host(destination).ifPresent(forms::add);
        address(destination).ifPresent(forms::add);
        account(destination).ifPresent(forms::add);
        return forms;
    }

    /** The host of a link, or of a name with or without a port and a path; empty for any other text. */
    static Optional<String> host(String text) {
        Matcher link = LINK.matcher(text);
        return link.matches() ? Optional.of(ofHost(link.group(1))) : Optional.empty();
    }

    /** An e-mail address. The part before its sign belongs to its host, which may tell case apart (RFC 5321, 2.4). */
    private static Optional<String> address(String text) {
        Matcher address = ADDRESS.matcher(text);
        return address.matches() ? Optional.of(address.group(1) + ofHost(address.group(2))) : Optional.empty();
    }

    /** A bank account by its IBAN (ISO 13616), which is printed in groups of four. */
    private static Optional<String> account(String text) {
        if (!ACCOUNT.matcher(text).matches()) {
            return Optional.empty();
        }
        String account = text.replace(" ", "").toUpperCase(Locale.ROOT);
        return isChecked(account) ? Optional.of(account) : Optional.empty();
    }

    /** Returns whether the check digits are right (ISO 7064, MOD 97-10): another text of this form may tell case apart. */
    private static boolean isChecked(String account) {
        String turned = account.substring(4) + account.substring(0, 4);
        int rest = 0;
        for (int i = 0; i < turned.length(); i++) {
            int digit = Character.digit(turned.charAt(i), 36);
            rest = (rest * (digit < 10 ? 10 : 100) + digit) % 97;
        }
        return rest == 1;
    }
}
