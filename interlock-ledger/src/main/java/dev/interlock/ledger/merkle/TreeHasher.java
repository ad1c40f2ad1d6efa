package dev.interlock.ledger.merkle;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The hash functions of RFC 9162 section 2.1: {@code SHA-256(0x00 || leaf)} and {@code SHA-256(0x01 || left || right)}.
 * Holds a digest state; <b>not</b> safe for use by several threads.
 */
public final class TreeHasher {
    private static final byte LEAF = 0;
    private static final byte NODE = 1;

    /** The root of the tree without leaves. */
    public static final Hash EMPTY_ROOT =
            Hash.fromHex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");

    private final MessageDigest sha256;
    private final byte[] pair = new byte[1 + 2 * Hash.LENGTH];

    /** A hasher of its own digest state. */
    public TreeHasher() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
        pair[0] = NODE;
    }

    /** The hash of a leaf. */
    public Hash leaf(byte[] data) {
        return leaf(data, 0, data.length);
    }

    /** The hash of the leaf in {@code data[offset, offset + length)}. */
    public Hash leaf(byte[] data, int offset, int length) {
        sha256.update(LEAF);
        sha256.update(data, offset, length);
        return Hash.wrap(sha256.digest());
    }

    /** Writes the hash of a leaf to the 32 bytes at {@code targetAt}. */
    public void leaf(byte[] data, byte[] target, int targetAt) {
        sha256.update(LEAF);
        sha256.update(data);
        digest(target, targetAt);
    }

    /** The hash of an inner node. */
    public Hash node(Hash left, Hash right) {
        byte[] result = new byte[Hash.LENGTH];
        node(left.raw(), 0, right.raw(), 0, result, 0);
        return Hash.wrap(result);
    }

    /** The node over two hashes in arrays, written to {@code target}, which may be one of the arrays. */
    void node(byte[] left, int leftAt, byte[] right, int rightAt, byte[] target, int targetAt) {
        System.arraycopy(left, leftAt, pair, 1, Hash.LENGTH);
        System.arraycopy(right, rightAt, pair, 1 + Hash.LENGTH, Hash.LENGTH);
        sha256.update(pair);
        digest(target, targetAt);
    }

    private void digest(byte[] target, int targetAt) {
        try {
            sha256.digest(target, targetAt, Hash.LENGTH);
        } catch (DigestException e) {
            throw new IllegalStateException("no room for a hash", e);
        }
    }

    /** The root over {@code count} hashes that lie side by side in {@code hashes}; a scratch copy is made. */
    Hash root(byte[] hashes, int first, int count) {
        if (count == 0) {
            return EMPTY_ROOT;
        }
        byte[] level = new byte[count * Hash.LENGTH];
        System.arraycopy(hashes, first * Hash.LENGTH, level, 0, level.length);
        for (int width = count; width > 1; width = (width + 1) / 2) {
            for (int i = 0; i + 1 < width; i += 2) {
                node(level, i * Hash.LENGTH, level, (i + 1) * Hash.LENGTH, level, i / 2 * Hash.LENGTH);
            }
            if ((width & 1) == 1) {
                // a last node without a sibling moves up unchanged: the split is at the largest power of two
                System.arraycopy(level, (width - 1) * Hash.LENGTH, level, width / 2 * Hash.LENGTH, Hash.LENGTH);
            }
        }
        return Hash.of(level, 0, Hash.LENGTH);
    }
}
