package dev.interlock.ledger.commitment;

import java.util.Arrays;
import java.util.Optional;

/**
 * The opening of a commitment: the value, and the salt that keeps guesses from being confirmed once the opening is gone. Arrays are not
 * copied and must not change.
 *
 * @param salt {@link #SALT} random bytes, used for no other value
 * @param value the bytes of the value
 */
public record Opening(byte[] salt, byte[] value) {
    /** The number of bytes of a salt. */
    public static final int SALT = 16;

    /** Checks the salt. */
    public Opening {
        if (salt.length != SALT) {
            throw new IllegalArgumentException("a salt must have " + SALT + " bytes, not " + salt.length);
        }
    }

    /** Reads the form of {@link #bytes}; empty where there is no room for a salt. */
    public static Optional<Opening> parse(byte[] bytes) {
        return bytes.length < SALT
                ? Optional.empty()
                : Optional.of(new Opening(Arrays.copyOf(bytes, SALT), Arrays.copyOfRange(bytes, SALT, bytes.length)));
    }

    /** The salt and the value, one after the other. */
    public byte[] bytes() {
        byte[] bytes = Arrays.copyOf(salt, SALT + value.length);
        System.arraycopy(value, 0, bytes, SALT, value.length);
        return bytes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Opening that && Arrays.equals(salt, that.salt) && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(salt) * 31 + Arrays.hashCode(value);
    }

    /** Never the value, which may have to be forgotten. */
    @Override
    public String toString() {
        return "opening of " + value.length + " bytes";
    }
}
