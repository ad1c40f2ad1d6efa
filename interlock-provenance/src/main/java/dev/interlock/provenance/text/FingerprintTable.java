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
    /**
     * The number of a fingerprint plus one; zero for a free slot. The bits above the number are a tag from the fingerprint, so that
     * most other fingerprints are told apart without reading their entries.
     */
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
        return number(slot(fingerprint));
    }

    public boolean contains(long fingerprint) {
        return (filter & 1L << (fingerprint >>> 58)) != 0 && find(fingerprint) != NONE;
    }

    /** Adds a fingerprint unless it is there, with the value 0, and returns its number. */
    public int add(long fingerprint) {
        int slot = slot(fingerprint);
        int number = number(slot);
        return number == NONE ? addAt(slot, fingerprint) : number;
    }

    /**
     * Adds tokens, and tells the number of each. The slots and entries of rare tokens are seldom in a cache, so each loop loads those of
     * many tokens, and no load waits for another: a processor then waits for several at once.
     *
     * @param from the first token
     * @param to the token after the last
     * @param numbers takes the numbers
     */
    public void add(Tokens tokens, int from, int to, int[] numbers) {
        int[] in = slots;
        int n = to - from;
        for (int i = 0; i < n; i++) {
            numbers[i] = in[(int) tokens.fingerprint(from + i) & in.length - 1];
        }
        for (int i = 0; i < n; i++) {
            numbers[i] = likely(tokens.fingerprint(from + i), numbers[i]);
        }
        long[] found = new long[n];
        for (int i = 0; i < n; i++) {
            found[i] = entries[2 * Math.max(numbers[i], 0)];
        }
        for (int i = 0; i < n; i++) {
            long fingerprint = tokens.fingerprint(from + i);
            if (numbers[i] == NONE || found[i] != fingerprint) {
                numbers[i] = add(fingerprint);
            }
        }
    }

    /**
     * The number that a fingerprint has if it was added, or that of another one with the same tag; {@link #NONE} if it was not added.
     *
     * @param first the content of its first slot
     */
    private int likely(long fingerprint, int first) {
        int last = slots.length - 1;
        int tag = tag(fingerprint);
        int in = first;
        for (int slot = (int) fingerprint & last; in != 0 && (in & ~last) != tag; in = slots[slot]) {
            slot = slot + 1 & last;
        }
        return (in & last) - 1;
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
        slots[slot] = tag(fingerprint) | ++size;
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
        int tag = tag(fingerprint);
        while (in[slot] != 0 && ((in[slot] & ~last) != tag || entries[2 * number(slot)] != fingerprint)) {
            slot = slot + 1 & last;
        }
        return slot;
    }

    private int number(int slot) {
        return (slots[slot] & slots.length - 1) - 1;
    }

    /** The bits of a fingerprint that stand in its slot, above those of its number. */
    private int tag(long fingerprint) {
        return (int) (fingerprint >>> Integer.SIZE) & -slots.length;
    }

    private void grow() {
        slots = new int[2 * slots.length];
        for (int number = 0; number < size; number++) {
            long fingerprint = entries[2 * number];
            slots[slot(fingerprint)] = tag(fingerprint) | number + 1;
        }
    }
}
