package dev.interlock.server.identity.spiffe;

import java.util.Locale;
import java.util.Optional;

/**
 * The name of a trust domain (SPIFFE-ID, section 2.1): whoever signs for it, and nobody else, says which ids are whose. In lower case.
 */
public record TrustDomain(String name) implements Comparable<TrustDomain> {

    private static final int LONGEST = 255;

    /** @throws IllegalArgumentException if it is none; {@link #parse} says so without */
    public TrustDomain {
        if (!isName(name)) {
            throw new IllegalArgumentException(
                    "the name of a trust domain may only contain a-z, 0-9, dots, dashes and underscores");
        }
    }

    /** A name in any case; with or without {@code spiffe://} it is not taken. */
    public static Optional<TrustDomain> parse(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        // what becomes ascii only by being lowered was none
        return isName(lower) && lower.length() == text.length() && isAscii(text)
                ? Optional.of(new TrustDomain(lower))
                : Optional.empty();
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }

    private static boolean isName(String text) {
        return !text.isEmpty() && text.length() <= LONGEST && text.chars().allMatch(TrustDomain::isOfNames);
    }

    private static boolean isOfNames(int c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
    }

    /** The id of the domain itself, which its authorities have. */
    public SpiffeId id() {
        return new SpiffeId(this, "");
    }

    @Override
    public int compareTo(TrustDomain other) {
        return name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return name;
    }
}
