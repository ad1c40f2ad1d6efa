package dev.interlock.ledger.merkle;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The right edge of a tree: the roots of the complete subtrees that its size decomposes into (a compact range from 0).
 * Enough to append and to compute the root, in memory of O(log size). Not safe for use by several threads.
 */
public final class Frontier {
    private final TreeHasher hasher;
    private final NodeSink sink;
    /** {@code subtrees[h]} is the root of the complete subtree of 2^h leaves if bit h of {@code size} is set. */
    private final @Nullable Hash[] subtrees = new @Nullable Hash[63];

    private long size;

    /** The edge of an empty tree. */
    public Frontier(TreeHasher hasher, NodeSink sink) {
        this.hasher = hasher;
        this.sink = sink;
    }

    /** The edge of a tree of {@code size} leaves, from the hashes of its subtrees. */
    public static Frontier at(long size, HashSource source, TreeHasher hasher, NodeSink sink)
            throws java.io.IOException {
        Frontier frontier = new Frontier(hasher, sink);
        long covered = 0;
        for (int height = 62; height >= 0; height--) {
            if ((size >> height & 1) == 1) {
                frontier.subtrees[height] = source.node(height, covered >> height);
                covered += 1L << height;
            }
        }
        frontier.size = size;
        return frontier;
    }

    /** A copy that appends on its own. */
    public Frontier copy(NodeSink sink) {
        return copy(hasher, sink);
    }

    /** A copy that appends on its own, and with this hasher also on a thread of its own. */
    Frontier copy(TreeHasher hasher, NodeSink sink) {
        Frontier copy = new Frontier(hasher, sink);
        System.arraycopy(subtrees, 0, copy.subtrees, 0, subtrees.length);
        copy.size = size;
        return copy;
    }

    /** Appends a leaf by its hash. */
    public void append(Hash leafHash) {
        append(0, leafHash);
    }

    /**
     * Appends a complete subtree by its root. The tree's size must be a multiple of the subtree's. The sink is not shown the nodes inside
     * the subtree.
     *
     * @param subtreeHeight of {@code 2^subtreeHeight} leaves
     */
    public void append(int subtreeHeight, Hash root) {
        long leaves = 1L << subtreeHeight;
        if ((size & leaves - 1) != 0) {
            throw new IllegalArgumentException(
                    "a subtree of height " + subtreeHeight + " cannot begin at size " + size);
        }
        Hash hash = root;
        if ((subtreeHeight & 7) == 0) {
            sink.node(subtreeHeight, size >> subtreeHeight, hash);
        }
        int height = subtreeHeight;
        for (long rest = size >> subtreeHeight; (rest & 1) == 1; rest >>= 1) {
            Hash left = subtrees[height];
            if (left == null) {
                throw new IllegalStateException("there is no subtree of height " + height);
            }
            hash = hasher.node(left, hash);
            subtrees[height] = null;
            height++;
            if ((height & 7) == 0) {
                sink.node(height, size >> height, hash);
            }
        }
        subtrees[height] = hash;
        size += leaves;
    }

    /** Takes over a growth that began at this tree, and shows the sink its nodes. */
    public void grow(Growth growth) {
        if (growth.from() != size) {
            throw new IllegalArgumentException("the growth starts at size " + growth.from() + ", not at " + size);
        }
        growth.show(sink);
        System.arraycopy(growth.grown().subtrees, 0, subtrees, 0, subtrees.length);
        size = growth.grown().size;
    }

    /** The number of leaves of the tree. */
    public long size() {
        return size;
    }

    /** The root of the tree as it is now. */
    public Hash root() {
        Hash root = null;
        for (Hash subtree : subtrees) {
            if (subtree != null) {
                root = root == null ? subtree : hasher.node(subtree, root);
            }
        }
        return root == null ? TreeHasher.EMPTY_ROOT : root;
    }

    /** The subtrees from left to right, the largest first. */
    public List<Hash> subtrees() {
        List<Hash> hashes = new ArrayList<>();
        for (int height = subtrees.length - 1; height >= 0; height--) {
            Hash subtree = subtrees[height];
            if (subtree != null) {
                hashes.add(subtree);
            }
        }
        return List.copyOf(hashes);
    }
}
