package dev.interlock.provenance.text;

import java.util.Arrays;

/**
 * Numbers distinct fingerprints from 0 in the order in which they are added, and keeps a value for each. A hash table with linear
 * probing, without an object for an entry; keyed fingerprints spread by themselves, whoever chose the tokens. The entries are apart
 * from the slots, so that those of the first and most frequent tokens are close together. For one thread, or for any once nothing is
 * added or changed.
 */
public final class FingerprintTable {

    /** The number of a fingerprint that was not added. */
    public static final int NONE = -1;

    private static final int SLOTS = 2;

    private final int slotsEach;
    /** The number of a fingerprint plus one; zero for a free slot. */
    private int[] slots = new int[32];
    /** Pairs in the order of their numbers: a fingerprint, and its value. */
    private long[] entries = new long[32];

    private int size;
    /** A bit for each fingerprint, of which most others have none: they are not here. */
    private long filter;

    public FingerprintTable() {
        this(SLOTS);
    }

    /** @param slotsEach the fewest slots for each fingerprint: more take room, and tell sooner that one was not added */
    public FingerprintTable(int slotsEach) {
        this.slotsEach = slotsEach;
    }

    /** The number of fingerprints. */
    public int size() {
        return size;
    }

    /** The number of a fingerprint, {@link #NONE} if it was not added. */
    public int find(long fingerprint) {
        return slots[slot(fingerprint)] - 1;
    }

    public boolean contains(long fingerprint) {
        return (filter & 1L << (fingerprint >>> 58)) != 0 && find(fingerprint) != NONE;
    }

    /** Adds a fingerprint unless it is there, with the value 0, and returns its number. */
    public int add(long fingerprint) {
        int slot = slot(fingerprint);
        int known = slots[slot];
        return known != 0 ? known - 1 : addAt(slot, fingerprint);
    }

    /** The value of the fingerprint that has a number. */
    public long value(int number) {
        return entries[2 * number + 1];
    }

    /** Replaces the value of the fingerprint that has a number. */
    public void set(int number, long value) {
        entries[2 * number + 1] = value;
    }

    private int addAt(int slot, long fingerprint) {
        if (2 * size == entries.length) {
            entries = Arrays.copyOf(entries, 4 * size);
        }
        entries[2 * size] = fingerprint;
        filter |= 1L << (fingerprint >>> 58);
        slots[slot] = ++size;
        if (size * slotsEach > slots.length) {
            grow();
        }
        return size - 1;
    }

    /** The slot that has the fingerprint, or the free one where it belongs. */
    private int slot(long fingerprint) {
        int[] in = slots;
        int last = in.length - 1;
        int slot = (int) fingerprint & last;
        while (in[slot] != 0 && entries[2 * (in[slot] - 1)] != fingerprint) {
            slot = slot + 1 & last;
        }
        return slot;
    }

    private void grow() {
        slots = new int[2 * slots.length];
        for (int number = 0; number < size; number++) {
            slots[slot(entries[2 * number])] = number + 1;
        }
    }
}
