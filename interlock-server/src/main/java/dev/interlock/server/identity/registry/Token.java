package dev.interlock.server.identity.registry;

import java.util.Base64;
import java.util.random.RandomGenerator;

/**
 * A bearer token: {@code ilt_} and 32 random bytes in base64url. The prefix lets secret scanners find one that leaked.
 *
 * <p>Only tokens of this form are looked at: whoever configures the hash of a password of their own gets no door that a
 * dictionary opens. A token appears once, when it is made; the configuration holds its {@link TokenHash}.
 */
public final class Token {

    private static final int RANDOM_BYTES = 32;
    private static final String PREFIX = "ilt_";
    private static final int LENGTH = PREFIX.length() + 43;

    private final String text;

    private Token(String text) {
        this.text = text;
    }

    /** A new token. @param random must be unpredictable outside tests */
    public static Token create(RandomGenerator random) {
        var bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        return new Token(PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /** Returns whether the text has the form of a token. */
    public static boolean isToken(String text) {
        if (text.length() != LENGTH || !text.startsWith(PREFIX)) {
            return false;
        }
        for (int i = PREFIX.length(); i < LENGTH; i++) {
            char c = text.charAt(i);
            boolean base64url =
                    (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
            if (!base64url) {
                return false;
            }
        }
        return true;
    }

    /** The secret itself: to be shown to its owner once, and never kept. */
    public String reveal() {
        return text;
    }

    public TokenHash hash() {
        return TokenHash.of(text);
    }

    /** Shows no secret. */
    @Override
    public String toString() {
        return "Token[" + hash().runtime() + "]";
    }
}
