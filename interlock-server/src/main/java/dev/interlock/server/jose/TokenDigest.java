package dev.interlock.server.jose;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The SHA-256 of a text that may be a secret, kept in place of the text. */
record TokenDigest(long a, long b, long c, long d) {

    static TokenDigest of(String text) {
        ByteBuffer bytes = ByteBuffer.wrap(sha256(text));
        return new TokenDigest(bytes.getLong(), bytes.getLong(), bytes.getLong(), bytes.getLong());
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    @Override
    public int hashCode() {
        return Long.hashCode(a); // its bits are as good as any
    }

    @Override
    public String toString() {
        return HexFormat.of().toHexDigits(a);
    }
}
