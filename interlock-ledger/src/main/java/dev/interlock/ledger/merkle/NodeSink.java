package dev.interlock.ledger.merkle;

/** The receiver of each complete subtree whose height is a multiple of 8, the nodes that tiles are made of. */
@FunctionalInterface
public interface NodeSink {
    /** A sink that ignores all nodes. */
    NodeSink NONE = (level, index, hash) -> {};

    /**
     * Takes a subtree that is complete.
     *
     * @param level the height: 0 for a leaf, then 8, 16, ...
     * @param index the place among those of its height, from 0
     * @param hash the root of the subtree
     */
    void node(int level, long index, Hash hash);
}
