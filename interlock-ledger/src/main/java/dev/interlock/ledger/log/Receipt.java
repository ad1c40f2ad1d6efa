package dev.interlock.ledger.log;

import dev.interlock.ledger.merkle.Hash;

/**
 * The receipt that an entry is in the ledger, durably. Code that has an effect outside asks for one.
 *
 * <p>INVARIANT: only {@link Ledger} makes receipts, and only after the store has committed. The constructor is not
 * visible outside this package.
 */
public final class Receipt {
    private final String origin;
    private final long index;
    private final Hash leafHash;
    private final byte[] leaf;

    Receipt(String origin, long index, Hash leafHash, byte[] leaf) {
        this.origin = origin;
        this.index = index;
        this.leafHash = leafHash;
        this.leaf = leaf;
    }

    /** The entry's index in the ledger, from 0. */
    public long index() {
        return index;
    }

    /** The RFC 9162 hash of the leaf. */
    public Hash leafHash() {
        return leafHash;
    }

    /** A copy of the leaf's bytes. */
    public byte[] leaf() {
        return leaf.clone();
    }

    @Override
    public String toString() {
        return "receipt " + origin + "#" + index;
    }
}
