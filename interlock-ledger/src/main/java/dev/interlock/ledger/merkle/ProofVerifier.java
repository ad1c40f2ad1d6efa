package dev.interlock.ledger.merkle;

import dev.interlock.ledger.merkle.ProofResult.Fails;
import dev.interlock.ledger.merkle.ProofResult.Holds;
import java.util.List;

/**
 * Checks proofs as RFC 9162 sections 2.1.3.2 and 2.1.4.2 say, and their generalisation to subtrees (Merkle Tree
 * Certificates draft, section on subtrees). Negative sizes and indexes fail like any other wrong ones. Not safe for use
 * by several threads.
 */
public final class ProofVerifier {
    private final TreeHasher hasher;

    /** A verifier of its own. */
    public ProofVerifier() {
        this(new TreeHasher());
    }

    /** A verifier that hashes with {@code hasher}. */
    public ProofVerifier(TreeHasher hasher) {
        this.hasher = hasher;
    }

    /** Checks that the leaf is at {@code index} in the tree of {@code size} leaves and {@code root}. */
    public ProofResult inclusion(long index, long size, Hash leafHash, List<Hash> proof, Hash root) {
        if (index < 0 || index >= size) {
            return new Fails("there is no entry " + index + " in a tree of size " + size);
        }
        long node = index;
        long last = size - 1;
        Hash hash = leafHash;
        for (Hash sibling : proof) {
            if (last == 0) {
                return new Fails("the proof is too long");
            }
            if ((node & 1) == 1 || node == last) {
                hash = hasher.node(sibling, hash);
                while ((node & 1) == 0 && node != 0) {
                    node >>= 1;
                    last >>= 1;
                }
            } else {
                hash = hasher.node(hash, sibling);
            }
            node >>= 1;
            last >>= 1;
        }
        if (last != 0) {
            return new Fails("the proof is too short");
        }
        return same(hash, root, "the proof leads to a different root");
    }

    /** Checks that the leaf is at {@code index} of the tree, in the subtree over {@code [start, end)} with {@code root}. */
    public ProofResult subtreeInclusion(long index, long start, long end, Hash leafHash, List<Hash> proof, Hash root) {
        if (!isSubtree(start, end) || index < start || index >= end) {
            return new Fails("there is no entry " + index + " in a subtree `[" + start + ", " + end + ")`");
        }
        return inclusion(index - start, end - start, leafHash, proof, root);
    }

    /** Checks that the tree of {@code oldSize} is a prefix of the tree of {@code newSize}. The empty tree proves nothing. */
    public ProofResult consistency(long oldSize, long newSize, Hash oldRoot, Hash newRoot, List<Hash> proof) {
        if (oldSize < 0 || oldSize > newSize) {
            return new Fails("size " + oldSize + " is not within size " + newSize);
        }
        if (newSize == 0 && !newRoot.equals(TreeHasher.EMPTY_ROOT)) {
            return new Fails("not the root of an empty tree");
        }
        if (oldSize == newSize) {
            return proof.isEmpty()
                    ? same(oldRoot, newRoot, "there are two roots for size " + oldSize)
                    : new Fails("the proof is too long");
        }
        if (oldSize == 0) {
            return new Fails("a proof from the empty tree proves nothing");
        }
        return subtreeConsistency(0, oldSize, newSize, oldRoot, newRoot, proof);
    }

    /** Checks that the subtree over {@code [start, end)} with {@code subtreeRoot} is part of the tree of {@code size}. */
    public ProofResult subtreeConsistency(
            long start, long end, long size, Hash subtreeRoot, Hash root, List<Hash> proof) {
        if (!isSubtree(start, end) || end > size) {
            return new Fails("`[" + start + ", " + end + ")` is not a subtree of size " + size);
        }
        if (start == end) {
            // the empty range is in every tree, whatever its root
            return proof.isEmpty()
                    ? same(subtreeRoot, TreeHasher.EMPTY_ROOT, "not the root of an empty subtree")
                    : new Fails("the proof is too long");
        }
        long first = start;
        long last = end - 1;
        long total = size - 1;
        while (first != last && (last == total || (last & 1) == 1)) {
            first >>= 1;
            last >>= 1;
            total >>= 1;
        }
        int next = 0;
        Hash inner = subtreeRoot;
        if (first != last) {
            if (proof.isEmpty()) {
                return new Fails("the proof is too short");
            }
            inner = proof.getFirst();
            next = 1;
        }
        Hash outer = inner;
        for (Hash sibling : proof.subList(next, proof.size())) {
            if (total == 0) {
                return new Fails("the proof is too long");
            }
            if ((last & 1) == 1 || last == total) {
                if (first < last) {
                    inner = hasher.node(sibling, inner);
                }
                outer = hasher.node(sibling, outer);
                while ((last & 1) == 0) {
                    first >>= 1;
                    last >>= 1;
                    total >>= 1;
                }
            } else {
                outer = hasher.node(outer, sibling);
            }
            first >>= 1;
            last >>= 1;
            total >>= 1;
        }
        if (total != 0) {
            return new Fails("the proof is too short");
        }
        if (!inner.equals(subtreeRoot)) {
            return new Fails("the proof leads to a different old root");
        }
        return same(outer, root, "the proof leads to a different new root");
    }

    /** Returns whether {@code [start, end)} can be a subtree: {@code start} is a multiple of a power of two that covers it. */
    static boolean isSubtree(long start, long end) {
        if (start < 0 || end < start) {
            return false;
        }
        long width = end - start;
        if (width <= 1) {
            return true;
        }
        long cover = Long.highestOneBit(width - 1) << 1;
        return cover > 0 ? (start & (cover - 1)) == 0 : start == 0;
    }

    private static ProofResult same(Hash one, Hash other, String reason) {
        return one.equals(other) ? new Holds() : new Fails(reason);
    }
}
