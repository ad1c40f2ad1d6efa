package dev.interlock.policy.catalog;

import java.util.Locale;

/**
 * The path to a value whose identity matters, and the differences of spelling that do not: an upstream that reads
 * {@code de89 3704} and {@code DE893704} as one account must not see two payees here.
 */
public record ValueMapping(ArgumentPath path, boolean ignoreCase, boolean ignoreSpaces) {

    /** The spelling that stands for all that mean the same; empty when nothing is left. */
    String canonical(String written) {
        String out = written;
        if (ignoreSpaces) {
            out = withoutSpaces(written);
        }
        return ignoreCase ? out.toUpperCase(Locale.ROOT) : out;
    }

    private static String withoutSpaces(String written) {
        StringBuilder rest = null;
        int next;
        for (int i = 0; i < written.length(); i = next) {
            int c = written.codePointAt(i);
            next = i + Character.charCount(c);
            if (Character.isSpaceChar(c) || Character.isWhitespace(c)) {
                rest = rest == null ? new StringBuilder(written.length()).append(written, 0, i) : rest;
            } else if (rest != null) {
                rest.appendCodePoint(c);
            }
        }
        return rest == null ? written : rest.toString();
    }
}
