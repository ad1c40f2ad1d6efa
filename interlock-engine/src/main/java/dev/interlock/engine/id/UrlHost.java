package dev.interlock.engine.id;

import java.net.IDN;
import java.util.Locale;

/** The host and port of a URL in their one spelling. */
final class UrlHost {

    private static final String NONE = "";
    private static final int LONGEST_LABEL = 63;
    /** The characters that the older and the newer rules of international names read differently. */
    private static final String DEVIATE = "\u00df\u1e9e\u03c2\u200c\u200d";

    private UrlHost() {}

    /** The canonical spelling; empty where there is none, as with a user. */
    static String canonical(String authority, String usualPort) {
        int colon = authority.indexOf(':');
        String host = ascii(colon < 0 ? authority : authority.substring(0, colon));
        String port = colon < 0 ? "" : withoutZeros(authority.substring(colon + 1));
        if (host.isEmpty() || !isPort(port)) {
            return NONE;
        }
        return port.isEmpty() || port.equals(usualPort) ? host : host + ":" + port;
    }

    private static boolean isPort(String port) {
        return port.length() <= 5 && port.chars().allMatch(UrlHost::isDigit);
    }

    private static String withoutZeros(String port) {
        int from = 0;
        while (from < port.length() - 1 && port.charAt(from) == '0') {
            from++;
        }
        return port.substring(from);
    }

    private static String ascii(String host) {
        String lower = host;
        if (!host.chars().allMatch(c -> c < 128)) {
            if (host.chars().anyMatch(c -> DEVIATE.indexOf(c) >= 0)) {
                return NONE;
            }
            try {
                lower = IDN.toASCII(host, IDN.USE_STD3_ASCII_RULES);
            } catch (IllegalArgumentException e) {
                return NONE;
            }
        }
        lower = lower.toLowerCase(Locale.ROOT);
        return isName(lower) ? lower : NONE;
    }

    private static boolean isName(String host) {
        String[] labels = host.split("\\.", -1);
        for (String label : labels) {
            if (label.isEmpty()
                    || label.length() > LONGEST_LABEL
                    || !label.chars().allMatch(c -> isDigit(c) || c >= 'a' && c <= 'z' || c == '-' || c == '_')) {
                return false;
            }
        }
        // A host whose last label begins with a digit is read as an address, in more spellings than one.
        String last = labels[labels.length - 1];
        return !isDigit(last.charAt(0)) || isAddress(labels);
    }

    private static boolean isAddress(String[] labels) {
        if (labels.length != 4) {
            return false;
        }
        for (String label : labels) {
            if (label.length() > 3
                    || !label.chars().allMatch(UrlHost::isDigit)
                    || label.length() > 1 && label.charAt(0) == '0'
                    || Integer.parseInt(label) > 255) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }
}
