package dev.interlock.ledger.merkle;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Builds the proofs of RFC 9162 section 2.1.3 and 2.1.4 from subtree hashes. Not safe for use by several threads. */
public final class ProofBuilder {
    private final HashSource source;
    private final TreeHasher hasher;

    /** Reads hashes from {@code source}. */
    public ProofBuilder(HashSource source, TreeHasher hasher) {
        this.source = source;
        this.hasher = hasher;
    }

    /** The root of the tree over the first {@code size} leaves. */
    public Hash root(long size) throws IOException {
        return size == 0 ? TreeHasher.EMPTY_ROOT : range(0, size);
    }

    /** The audit path of leaf {@code index} in the tree of {@code size} leaves, the lowest sibling first. */
    public List<Hash> inclusion(long index, long size) throws IOException {
        if (index < 0 || index >= size) {
            throw new IllegalArgumentException("there is no entry " + index + " in a tree of size " + size);
        }
        List<Hash> path = new ArrayList<>();
        inclusion(index, 0, size, path);
        return List.copyOf(path);
    }

    private void inclusion(long index, long from, long to, List<Hash> path) throws IOException {
        if (to - from == 1) {
            return;
        }
        long middle = from + split(to - from);
        if (index < middle) {
            inclusion(index, from, middle, path);
            path.add(range(middle, to));
        } else {
            inclusion(index, middle, to, path);
            path.add(range(from, middle));
        }
    }

    /** The proof that the tree of {@code oldSize} leaves is a prefix of the tree of {@code newSize}. */
    public List<Hash> consistency(long oldSize, long newSize) throws IOException {
        if (oldSize < 0 || oldSize > newSize) {
            throw new IllegalArgumentException("size " + oldSize + " is not within size " + newSize);
        }
        if (oldSize == 0 || oldSize == newSize) {
            return List.of();
        }
        return subtreeConsistency(0, oldSize, newSize);
    }

    /**
     * The proof that the subtree over {@code [start, end)} is part of the tree of {@code size} leaves. {@code start}
     * must be a multiple of the smallest power of two that is at least {@code end - start}.
     */
    public List<Hash> subtreeConsistency(long start, long end, long size) throws IOException {
        if (!ProofVerifier.isSubtree(start, end) || end > size || start == end) {
            throw new IllegalArgumentException("`[" + start + ", " + end + ")` is not a subtree of size " + size);
        }
        List<Hash> proof = new ArrayList<>();
        consistency(start, end, 0, size, true, proof);
        return List.copyOf(proof);
    }

    private void consistency(long start, long end, long from, long to, boolean known, List<Hash> proof)
            throws IOException {
        if (start == from && end == to) {
            if (!known) {
                proof.add(range(from, to));
            }
            return;
        }
        long middle = from + split(to - from);
        if (end <= middle) {
            consistency(start, end, from, middle, known, proof);
            proof.add(range(middle, to));
        } else if (start >= middle) {
            consistency(start, end, middle, to, known, proof);
            proof.add(range(from, middle));
        } else {
            // start == from: a subtree that crosses the middle begins where this range begins
            consistency(middle, end, middle, to, false, proof);
            proof.add(range(from, middle));
        }
    }

    private Hash range(long from, long to) throws IOException {
        long width = to - from;
        if (Long.bitCount(width) == 1) {
            int level = Long.numberOfTrailingZeros(width);
            return source.node(level, from >> level);
        }
        long middle = from + split(width);
        return hasher.node(range(from, middle), range(middle, to));
    }

    /** The largest power of two below {@code width}. */
    private static long split(long width) {
        return Long.highestOneBit(width - 1);
    }
}
