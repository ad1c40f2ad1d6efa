package dev.interlock.ledger.store;

import java.util.Arrays;

/**
 * An entry to append: the bytes of its leaf, and beside them what opens the commitment in the leaf. The opening is no part of the tree, so
 * that it can be removed one day and the entry still be proved. Arrays are not copied and must not change afterwards.
 *
 * @param leaf 1 to 65,535 bytes, the bound of C2SP entry bundles
 * @param opening the bytes of an {@link dev.interlock.ledger.commitment.Opening}, at most 65,535; none if the leaf shows everything
 */
public record Entry(byte[] leaf, byte[] opening) {
    /** The most bytes of a leaf, and of an opening. */
    public static final int MAX_LEAF = 65_535;

    /** The opening of a leaf that shows everything. */
    public static final byte[] NOTHING = {};

    /** An entry whose leaf shows everything. */
    public Entry(byte[] leaf) {
        this(leaf, NOTHING);
    }

    /** Checks the lengths. */
    public Entry {
        if (leaf.length == 0 || leaf.length > MAX_LEAF) {
            throw tooLong("a leaf has 1 to ", leaf.length);
        }
        if (opening.length > MAX_LEAF) {
            throw tooLong("an opening must have at most ", opening.length);
        }
    }

    private static IllegalArgumentException tooLong(String bound, int length) {
        return new IllegalArgumentException(
                bound + MAX_LEAF + " bytes, not " + length + "; keep large content elsewhere and record its digest");
    }

    /** The number of bytes of leaf and opening. */
    public int length() {
        return leaf.length + opening.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Entry that && Arrays.equals(leaf, that.leaf) && Arrays.equals(opening, that.opening);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(leaf) * 31 + Arrays.hashCode(opening);
    }
}
