package dev.interlock.provenance.text;

import java.util.ArrayList;
import java.util.List;

/**
 * Values in a text that name somebody or somewhere by their form: e-mail addresses, links, hosts, bank accounts. None is cut, as
 * a part of a token is another token. The time is linear in the text.
 */
public final class TypedValues {

    private TypedValues() {}

    public static boolean any(String text) {
        return new ValueScanner(text).nextAddress()
                || new ValueScanner(text).nextLink()
                || new ValueScanner(text).nextAccount();
    }

    public static List<String> links(String text) {
        List<String> all = new ArrayList<>();
        var scanner = new ValueScanner(text);
        while (scanner.nextLink()) {
            all.add(trimmed(scanner.value()));
        }
        return all;
    }

    public static List<String> all(String text) {
        List<String> all = links(text);
        var addresses = new ValueScanner(text);
        while (addresses.nextAddress()) {
            all.add(trimmed(addresses.value()));
        }
        var accounts = new ValueScanner(text);
        while (accounts.nextAccount()) {
            all.add(accounts.value());
        }
        return all;
    }

    /** The addresses and links that are not parts of longer names, see {@link Spelling#stands}. */
    public static List<String> whole(String text) {
        List<String> whole = new ArrayList<>();
        var links = new ValueScanner(text);
        while (links.nextLink()) {
            addWhole(whole, text, links);
        }
        var addresses = new ValueScanner(text);
        while (addresses.nextAddress()) {
            addWhole(whole, text, addresses);
        }
        return whole;
    }

    private static void addWhole(List<String> whole, String text, ValueScanner found) {
        String value = trimmed(found.value());
        if (Spelling.isWhole(text, found.from(), found.from() + value.length())) {
            whole.add(value);
        }
    }

    private static String trimmed(String value) {
        int end = value.length();
        while (end > 0 && ".,;:!?".indexOf(value.charAt(end - 1)) >= 0) {
            end--;
        }
        return value.substring(0, end);
    }
}
