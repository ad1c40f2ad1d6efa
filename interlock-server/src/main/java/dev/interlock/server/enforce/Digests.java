package dev.interlock.server.enforce;

import dev.interlock.ledger.json.CanonicalJson;
import dev.interlock.ledger.json.UnencodableException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Digests as they are written in the record: {@code sha-256:} and hex. */
public final class Digests {

    private Digests() {}

    public static String sha256(byte[] bytes) {
        try {
            return "sha-256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    public static String sha256(String text) {
        return sha256(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The digest of JSON in the form of RFC 8785, by which the same is known again.
     *
     * @throws IllegalArgumentException if it has no canonical form
     */
    public static String canonical(Map<String, @Nullable Object> json) {
        try {
            return sha256(CanonicalJson.canonicalize(json));
        } catch (UnencodableException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}
