package dev.interlock.bench.ledger;

import dev.interlock.ledger.merkle.Hash;
import dev.interlock.ledger.store.LedgerReader;
import java.io.IOException;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The peer of verification: the digests that no verifier can do without, each leaf with its prefix and each inner node's pair, on one
 * thread. The leaves are in memory before the clock runs, and digests are written to where the next ones need them, so that next to
 * nothing but SHA-256 is measured. Used once.
 */
final class BareSha256 {
    /** The leaves that are in memory at a time. */
    private static final int PIECE = 1 << 16;

    private static final byte LEAF = 0;
    private static final byte NODE = 1;

    private final MessageDigest sha256;

    /** The open node of each height: its prefix, its left half, its right half. */
    private final byte[][] nodes = new byte[63][1 + 2 * Hash.LENGTH];

    private long entries;
    private long nanos;

    BareSha256() throws NoSuchAlgorithmException {
        sha256 = MessageDigest.getInstance("SHA-256");
        for (byte[] node : nodes) {
            node[0] = NODE;
        }
    }

    /** Hashes all entries of a ledger; returns entries a second. */
    double rate(LedgerReader reader) throws IOException, DigestException {
        long size = reader.size();
        List<byte[]> leaves = new ArrayList<>(PIECE);
        while (entries < size) {
            leaves.clear();
            reader.read(entries, entries + PIECE, (index, leaf, opening) -> leaves.add(leaf));
            long start = System.nanoTime();
            for (byte[] leaf : leaves) {
                hash(leaf);
            }
            nanos += System.nanoTime() - start;
        }
        return entries * 1e9 / nanos;
    }

    private void hash(byte[] leaf) throws DigestException {
        sha256.update(LEAF);
        sha256.update(leaf);
        long index = entries++;
        int height = 0;
        digest(height, index);
        while ((index & 1) == 1) {
            sha256.update(nodes[height]);
            index >>= 1;
            digest(++height, index);
        }
    }

    private void digest(int height, long index) throws DigestException {
        sha256.digest(nodes[height], (index & 1) == 0 ? 1 : 1 + Hash.LENGTH, Hash.LENGTH);
    }

    /** The root of the tree, which shows that the digests were the right ones; spoils the open nodes. */
    Hash root() throws DigestException {
        byte @Nullable [] right = null;
        for (int height = 0; height < nodes.length; height++) {
            if ((entries >> height & 1) == 0) {
                continue;
            }
            byte[] node = nodes[height];
            if (right == null) {
                right = Arrays.copyOfRange(node, 1, 1 + Hash.LENGTH);
            } else {
                System.arraycopy(right, 0, node, 1 + Hash.LENGTH, Hash.LENGTH);
                sha256.update(node);
                sha256.digest(right, 0, Hash.LENGTH);
            }
        }
        if (right == null) {
            throw new IllegalStateException("no entries were hashed");
        }
        return Hash.of(right);
    }
}
