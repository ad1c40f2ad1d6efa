package dev.interlock.ledger.store;

import java.util.Set;

/**
 * Commit only if no entry at index {@code asOf} or later touches any of {@code keys}. A store may refuse more often
 * than that: a store with one writer may simply ask that {@code asOf} is its size.
 *
 * @param asOf the size of the ledger that the writer had seen when it decided
 * @param keys what its decision read
 */
public record Condition(long asOf, Set<String> keys) {
    /** Copies the keys. */
    public Condition {
        keys = Set.copyOf(keys);
        if (asOf < 0) {
            throw new IllegalArgumentException("a ledger has no size " + asOf);
        }
    }
}
