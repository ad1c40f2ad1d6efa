package dev.interlock.server.identity.registry;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The SHA-256 of a token, written {@code sha256:} and 64 hex digits. A slow hash would add nothing: a token holds 256 random bits,
 * which nobody can guess one by one, and every request would pay for it.
 */
public record TokenHash(String hex) {

    public static final String PREFIX = "sha256:";
    private static final int DIGITS = 64;
    private static final int RUNTIME_DIGITS = 12;

    public TokenHash {
        if (!isHex(hex)) {
            throw new IllegalArgumentException("a token's hash must be 64 hex digits in lower case");
        }
    }

    public static TokenHash of(String token) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
            return new TokenHash(HexFormat.of().formatHex(digest));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    /** Returns whether the text is such a hash as it is written in the configuration. */
    public static boolean isWritten(String text) {
        return text.startsWith(PREFIX) && isHex(text.substring(PREFIX.length()));
    }

    /** Returns whether the text is hexadecimal and as long as a hash. No regular expression, as every request makes a hash. */
    private static boolean isHex(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return text.length() == DIGITS;
    }

    static TokenHash parse(String written) {
        return new TokenHash(written.substring(PREFIX.length()));
    }

    /**
     * The public id of whoever proves to have the token: the {@code runtime} of its calls. The first digits of the hash, so
     * that a line of the record leads to a line of the configuration; they say nothing about the token.
     */
    public String runtime() {
        return "token-" + hex.substring(0, RUNTIME_DIGITS);
    }

    /** The hash as it is written in the configuration. */
    @Override
    public String toString() {
        return PREFIX + hex;
    }
}
