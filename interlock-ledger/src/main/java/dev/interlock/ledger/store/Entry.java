package dev.interlock.ledger.store;

import java.util.Arrays;

/**
 * An entry to append: the bytes of its leaf. The array is not copied and must not change afterwards.
 *
 * @param leaf 1 to 65,535 bytes, the bound of C2SP entry bundles
 */
public record Entry(byte[] leaf) {
    /** The most bytes of a leaf. */
    public static final int MAX_LEAF = 65_535;

    /** Checks the length. */
    public Entry {
        if (leaf.length == 0 || leaf.length > MAX_LEAF) {
            throw new IllegalArgumentException("a leaf has 1 to " + MAX_LEAF + " bytes, not " + leaf.length
                    + "; keep large content elsewhere and record its digest");
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Entry that && Arrays.equals(leaf, that.leaf);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(leaf);
    }
}
