package dev.interlock.ledger.merkle;

import java.io.IOException;

/** Gives the roots of complete subtrees of a tree. */
@FunctionalInterface
public interface HashSource {
    /**
     * The root of the subtree over the leaves {@code [index << level, (index + 1) << level)}.
     *
     * @throws IOException if it cannot be had
     */
    Hash node(int level, long index) throws IOException;
}
