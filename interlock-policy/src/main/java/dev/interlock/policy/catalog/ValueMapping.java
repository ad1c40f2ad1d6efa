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
            out = written.codePoints()
                    .filter(c -> !Character.isSpaceChar(c) && !Character.isWhitespace(c))
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
        }
        return ignoreCase ? out.toUpperCase(Locale.ROOT) : out;
    }
}
