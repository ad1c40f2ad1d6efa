package dev.interlock.ledger.merkle;

import java.util.ArrayList;
import java.util.List;

/**
 * Leaves that a tree is to grow by, hashed before it is known whether it will: the tree stays as it is until
 * {@link Frontier#grow} takes the growth over. A growth shares nothing that changes with the tree, so another thread can compute it.
 * Not safe for use by several threads at a time.
 */
public final class Growth {
    private final long from;
    private final Frontier grown;
    private final TreeHasher hasher;
    private final List<Hash> leafHashes = new ArrayList<>();
    private final List<Node> upperNodes = new ArrayList<>();

    private record Node(int height, long index, Hash hash) {}

    /**
     * A growth of the tree as it is now.
     *
     * @param hasher for the growth alone, while it is computed
     */
    public Growth(Frontier tree, TreeHasher hasher) {
        this.from = tree.size();
        this.hasher = hasher;
        this.grown = tree.copy(hasher, this::node);
    }

    private void node(int height, long index, Hash hash) {
        if (height == 0) {
            leafHashes.add(hash);
        } else {
            upperNodes.add(new Node(height, index, hash));
        }
    }

    /** Adds a leaf. */
    public void append(byte[] leaf) {
        grown.append(hasher.leaf(leaf));
    }

    /** The size of the tree that grows. */
    long from() {
        return from;
    }

    /** The hashes of the leaves that were added, in order. */
    public List<Hash> leafHashes() {
        return leafHashes;
    }

    Frontier grown() {
        return grown;
    }

    /** Shows the nodes that the growth completes: the leaves, then those above. */
    void show(NodeSink sink) {
        for (int i = 0; i < leafHashes.size(); i++) {
            sink.node(0, from + i, leafHashes.get(i));
        }
        upperNodes.forEach(node -> sink.node(node.height(), node.index(), node.hash()));
    }
}
