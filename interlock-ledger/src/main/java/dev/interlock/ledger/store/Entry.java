package dev.interlock.ledger.store;

import java.util.Arrays;
import java.util.Set;

/**
 * An entry to append: the bytes of its leaf, and the keys it touches, which a {@link Condition} of another append can
 * name. Keys are not part of the record; the array is not copied and must not change afterwards.
 *
 * @param leaf 1 to 65,535 bytes, the bound of C2SP entry bundles
 * @param keys any strings that writers agree on
 */
public record Entry(byte[] leaf, Set<String> keys) {
    /** The most bytes of a leaf. */
    public static final int MAX_LEAF = 65_535;

    /** Checks the length and copies the keys. */
    public Entry {
        keys = Set.copyOf(keys);
        if (leaf.length == 0 || leaf.length > MAX_LEAF) {
            throw new IllegalArgumentException("a leaf has 1 to " + MAX_LEAF + " bytes, not " + leaf.length
                    + "; keep large content elsewhere and" + " record its digest");
        }
    }

    /** An entry that touches no keys. */
    public Entry(byte[] leaf) {
        this(leaf, Set.of());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Entry that && Arrays.equals(leaf, that.leaf) && keys.equals(that.keys);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(leaf) + keys.hashCode();
    }
}
