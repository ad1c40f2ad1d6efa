package dev.interlock.server.door.mcp.request;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signed handles carry texts of a server, such as cursors, that a caller brings back to it. The signature
 * (HMAC-SHA-256, cut to 16 bytes) proves that the server did say the text, and about what: without it a caller could
 * tell the server anything, and nobody would have decided on it. The key lives as long as the process; after a restart
 * a caller begins anew. Thread-safe.
 */
public final class SignedHandle {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int LENGTH = 16;

    private final SecretKeySpec key;

    /** @param random unpredictable outside tests */
    public SignedHandle(RandomGenerator random) {
        byte[] secret = new byte[32];
        random.nextBytes(secret);
        this.key = new SecretKeySpec(secret, ALGORITHM);
    }

    /** The text under a seal. */
    public String seal(String text, List<String> about) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(mark(text, about)) + "." + text;
    }

    /** The text, if the seal is ours and about the same. */
    public Optional<String> open(String sealed, List<String> about) {
        int dot = sealed.indexOf('.');
        if (dot < 0) {
            return Optional.empty();
        }
        String text = sealed.substring(dot + 1);
        byte[] given;
        try {
            given = Base64.getUrlDecoder().decode(sealed.substring(0, dot));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        return MessageDigest.isEqual(given, mark(text, about)) ? Optional.of(text) : Optional.empty();
    }

    private byte[] mark(String text, List<String> about) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            for (String part : about) {
                update(mac, part);
            }
            update(mac, text);
            return Arrays.copyOf(mac.doFinal(), LENGTH);
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java platform has HMAC-SHA-256", e);
        }
    }

    /** Adds a part with its length, so that no two sequences of parts read alike. */
    private static void update(Mac mac, String part) {
        byte[] bytes = part.getBytes(UTF_8);
        mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
        mac.update(bytes);
    }
}
