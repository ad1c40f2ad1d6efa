package dev.interlock.ledger.merkle;

import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/** A SHA-256 value: of a leaf, an inner node or a whole tree. Immutable. */
public final class Hash {
    /** The number of bytes in a hash. */
    public static final int LENGTH = 32;

    private final byte[] bytes;

    private Hash(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Takes a copy of 32 bytes. */
    public static Hash of(byte[] bytes) {
        return of(bytes, 0, bytes.length);
    }

    /** Takes a copy of the {@code length} bytes at {@code offset}; the length must be 32. */
    public static Hash of(byte[] bytes, int offset, int length) {
        if (length != LENGTH) {
            throw new IllegalArgumentException("a hash must have " + LENGTH + " bytes, not " + length);
        }
        return new Hash(Arrays.copyOfRange(bytes, offset, offset + length));
    }

    /** Keeps the array, which the caller must not change afterwards. */
    static Hash wrap(byte[] bytes) {
        return new Hash(bytes);
    }

    /** Reads standard base64 of 32 bytes, in its one canonical form. */
    public static Hash fromBase64(String text) {
        byte[] bytes = Base64.getDecoder().decode(text);
        Hash hash = of(bytes);
        if (!hash.toBase64().equals(text)) {
            throw new IllegalArgumentException("`" + text + "` is not canonical base64");
        }
        return hash;
    }

    /** Reads 64 hexadecimal digits. */
    public static Hash fromHex(String text) {
        return of(HexFormat.of().parseHex(text));
    }

    /** The hash in standard base64 with padding, as C2SP checkpoints write it. */
    public String toBase64() {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** The hash as 64 lower-case hexadecimal digits. */
    public String toHex() {
        return HexFormat.of().formatHex(bytes);
    }

    /** A copy of the bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    byte[] raw() {
        return bytes;
    }

    /** Writes the bytes at {@code offset}. */
    public void copyTo(byte[] target, int offset) {
        System.arraycopy(bytes, 0, target, offset, LENGTH);
    }

    /** Returns whether the 32 bytes at {@code offset} are these. */
    public boolean equalsAt(byte[] other, int offset) {
        return Arrays.equals(bytes, 0, LENGTH, other, offset, offset + LENGTH);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Hash hash && Arrays.equals(bytes, hash.bytes);
    }

    @Override
    public int hashCode() {
        return (bytes[0] & 0xFF) << 24 | (bytes[1] & 0xFF) << 16 | (bytes[2] & 0xFF) << 8 | bytes[3] & 0xFF;
    }

    @Override
    public String toString() {
        return toHex();
    }
}
