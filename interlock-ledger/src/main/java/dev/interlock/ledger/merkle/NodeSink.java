package dev.interlock.ledger.merkle;

/** Told of each complete subtree whose height is a multiple of 8, the nodes that tiles are made of. */
@FunctionalInterface
public interface NodeSink {
    /** Takes nothing. */
    NodeSink NONE = (level, index, hash) -> {};

    /**
     * A subtree is complete.
     *
     * @param level the height: 0 for a leaf, then 8, 16, ...
     * @param index which one of its height, from 0
     * @param hash the root of the subtree
     */
    void node(int level, long index, Hash hash);
}
