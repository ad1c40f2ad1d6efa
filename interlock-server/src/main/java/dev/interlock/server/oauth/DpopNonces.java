package dev.interlock.server.oauth;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Nonces for proofs (RFC 9449, section 8): the time, sealed. Nothing is kept of them. The key is made anew with each process, so that
 * no proof outlives the process that knows which proofs were used. Thread-safe.
 */
public final class DpopNonces {

    /** The time for which a nonce is taken. */
    static final Duration LIFE = Duration.ofMinutes(2);

    private static final String ALGORITHM = "HmacSHA256";
    private static final int TAG_BYTES = 16;
    private static final int LENGTH = Long.BYTES + TAG_BYTES;
    private static final int KEY_BYTES = 32;

    private final SecretKeySpec key;

    public DpopNonces(RandomGenerator random) {
        byte[] secret = new byte[KEY_BYTES];
        random.nextBytes(secret);
        this.key = new SecretKeySpec(secret, ALGORITHM);
    }

    /** Returns a nonce to be used from now on. */
    String next(Instant now) {
        byte[] time = time(now.toEpochMilli());
        byte[] nonce = Arrays.copyOf(time, LENGTH);
        System.arraycopy(tag(time), 0, nonce, Long.BYTES, TAG_BYTES);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(nonce);
    }

    /** Returns when the nonce ends, if it is one of ours and has not ended. */
    Optional<Instant> end(String nonce, Instant now) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(nonce);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        if (bytes.length != LENGTH) {
            return Optional.empty();
        }
        byte[] time = Arrays.copyOf(bytes, Long.BYTES);
        if (!MessageDigest.isEqual(tag(time), Arrays.copyOfRange(bytes, Long.BYTES, LENGTH))) {
            return Optional.empty();
        }
        Instant end = Instant.ofEpochMilli(ByteBuffer.wrap(time).getLong()).plus(LIFE);
        return end.isAfter(now) ? Optional.of(end) : Optional.empty();
    }

    /** Returns whether the sender is to be told another nonce, so that it has one when this one ends. */
    static boolean isOld(Instant end, Instant now) {
        return now.plus(LIFE.dividedBy(2)).isAfter(end);
    }

    private static byte[] time(long millis) {
        return ByteBuffer.allocate(Long.BYTES).putLong(millis).array();
    }

    private byte[] tag(byte[] time) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return Arrays.copyOf(mac.doFinal(time), TAG_BYTES);
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java platform has " + ALGORITHM, e);
        }
    }

    /** Shows no key. */
    @Override
    public String toString() {
        return "DpopNonces";
    }
}
