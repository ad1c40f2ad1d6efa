package dev.interlock.provenance.text;

/**
 * Numbers distinct fingerprints from 0 in the order in which they are added. A hash table with linear probing, without an object for
 * an entry; keyed fingerprints spread by themselves, whoever chose the tokens. For one thread, or for any once nothing is added.
 */
public final class FingerprintTable {

    /** The number of a fingerprint that was not added. */
    public static final int NONE = -1;

    /** Pairs: a fingerprint, and its number plus one; zero for a free slot. */
    private long[] slots = new long[32];

    private int size;

    /** The number of fingerprints. */
    public int size() {
        return size;
    }

    /** The number of a fingerprint, {@link #NONE} if it was not added. */
    public int find(long fingerprint) {
        long[] in = slots;
        return (int) in[slot(in, fingerprint) + 1] - 1;
    }

    public boolean contains(long fingerprint) {
        return find(fingerprint) != NONE;
    }

    /** Adds a fingerprint unless it is there, and returns its number. */
    public int add(long fingerprint) {
        long[] in = slots;
        int slot = slot(in, fingerprint);
        int known = (int) in[slot + 1];
        if (known != 0) {
            return known - 1;
        }
        in[slot] = fingerprint;
        in[slot + 1] = ++size;
        if (size * 4 > in.length) {
            grow();
        }
        return size - 1;
    }

    /** The index of the slot that has the fingerprint, or of the free one where it belongs. */
    private static int slot(long[] in, long fingerprint) {
        int last = in.length - 2;
        int slot = (int) fingerprint << 1 & last;
        while (in[slot + 1] != 0 && in[slot] != fingerprint) {
            slot = slot + 2 & last;
        }
        return slot;
    }

    private void grow() {
        long[] old = slots;
        slots = new long[old.length * 2];
        for (int i = 0; i < old.length; i += 2) {
            if (old[i + 1] != 0) {
                int slot = slot(slots, old[i]);
                slots[slot] = old[i];
                slots[slot + 1] = old[i + 1];
            }
        }
    }
}
