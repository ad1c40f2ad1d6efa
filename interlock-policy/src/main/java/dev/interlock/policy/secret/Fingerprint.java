package dev.interlock.policy.secret;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The fingerprint of a secret, by which it is recognised without being written down: its length, its HMAC-SHA-256 under a salt, and
 * sixteen bits of a rolling hash, which say where it is worth while to compute the HMAC. A reader of the fingerprint can try guesses,
 * so that it is for values that nobody can guess. Written {@code v1:LENGTH:SALT:CHECK:HMAC}, in hex but for the length in bytes of
 * UTF-8.
 */
public final class Fingerprint {

    /** The shortest secret, in bytes: shorter ones could be guessed from the fingerprint, and would be found by chance. */
    public static final int MIN_LENGTH = 12;

    public static final int MAX_LENGTH = 4_096;

    private static final int SALT = 16;

    /** The expensive comparisons that any text may cost, beside one byte for each of its own. */
    private static final int CHANCES = 64;

    private static final Pattern FORM =
            Pattern.compile("v1:([1-9][0-9]{1,3}):([0-9a-f]{32}):([0-9a-f]{4}):([0-9a-f]{64})");
    private static final String ALGORITHM = "HmacSHA256";

    private final int length;
    private final byte[] salt;
    private final int check;
    private final byte[] hmac;

    private final long base;
    /** The weight of the oldest byte: the base to the power of the length less one. */
    private final long oldest;

    private Fingerprint(int length, byte[] salt, int check, byte[] hmac) {
        this.length = length;
        this.salt = salt;
        this.check = check;
        this.hmac = hmac;
        this.base = base(salt);
        long power = 1;
        for (int i = 1; i < length; i++) {
            power *= base;
        }
        this.oldest = power;
    }

    /** The base of the rolling hash: odd, and different for each salt. */
    private static long base(byte[] salt) {
        long number = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            number = number << 8 | (salt[i] & 0xFF);
        }
        return number | 1;
    }

    /**
     * The fingerprint of a secret.
     *
     * @throws IllegalArgumentException when it is too short or too long
     */
    public static Fingerprint of(String secret, RandomGenerator random) {
        byte[] bytes = secret.getBytes(UTF_8);
        if (bytes.length < MIN_LENGTH || bytes.length > MAX_LENGTH) {
            throw new IllegalArgumentException("a secret must have from " + MIN_LENGTH + " to " + MAX_LENGTH
                    + " bytes, but this one has " + bytes.length);
        }
        byte[] salt = new byte[SALT];
        random.nextBytes(salt);
        long hash = 0;
        for (byte b : bytes) {
            hash = hash * base(salt) + (b & 0xFF);
        }
        return new Fingerprint(bytes.length, salt, top(hash), hmac(salt, bytes, 0, bytes.length));
    }

    /** Reads a fingerprint as {@link #toString} writes it; empty when the text is none. */
    public static Optional<Fingerprint> parse(String text) {
        Matcher m = FORM.matcher(text);
        if (!m.matches()) {
            return Optional.empty();
        }
        int length = Integer.parseInt(m.group(1));
        HexFormat hex = HexFormat.of();
        return length < MIN_LENGTH || length > MAX_LENGTH
                ? Optional.empty()
                : Optional.of(new Fingerprint(
                        length, hex.parseHex(m.group(2)), Integer.parseInt(m.group(3), 16), hex.parseHex(m.group(4))));
    }

    /**
     * Returns whether the secret stands anywhere in the text. By chance one place in 65,536 needs the expensive comparison. A text in
     * which far more do was made from the fingerprint, to be expensive, and is taken for one with the secret.
     */
    public boolean isIn(byte[] text) {
        long left = text.length + CHANCES * (long) length;
        long hash = 0;
        Mac mac = null;
        for (int i = 0; i < text.length; i++) {
            if (i >= length) {
                hash -= (text[i - length] & 0xFF) * oldest;
            }
            hash = hash * base + (text[i] & 0xFF);
            if (i >= length - 1 && top(hash) == check) {
                left -= length;
                if (left < 0) {
                    return true;
                }
                mac = mac == null ? mac(salt) : mac;
                mac.update(text, i - length + 1, length);
                if (MessageDigest.isEqual(mac.doFinal(), hmac)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static int top(long hash) {
        return (int) (hash >>> 48);
    }

    private static byte[] hmac(byte[] salt, byte[] text, int from, int length) {
        Mac mac = mac(salt);
        mac.update(text, from, length);
        return mac.doFinal();
    }

    private static Mac mac(byte[] salt) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(salt, ALGORITHM));
            return mac;
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new AssertionError("every Java platform has " + ALGORITHM, e);
        }
    }

    @Override
    public String toString() {
        HexFormat hex = HexFormat.of();
        return "v1:" + length + ":" + hex.formatHex(salt) + ":" + hex.toHexDigits((short) check) + ":"
                + hex.formatHex(hmac);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Fingerprint one && one.toString().equals(toString());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(hmac);
    }
}
