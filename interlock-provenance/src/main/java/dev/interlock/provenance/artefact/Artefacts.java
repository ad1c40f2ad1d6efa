package dev.interlock.provenance.artefact;

import dev.interlock.provenance.text.Tokens;

/**
 * The parts of all texts that labelled agents wrote, with their labels: a bit of a mask for each. The texts themselves are not kept.
 * Thread-safe.
 *
 * <p>There is room for {@value #MOST} parts. Nobody may take all of it: a writer may have added at most as many parts as are still free
 * (a dynamic threshold: Choudhury and Hahne, IEEE/ACM Transactions on Networking 6(2), 1998), so that there is room for every other.
 */
public final class Artefacts {

    /** The most parts that are kept: those of some six million words. */
    public static final int MOST = 2_000_000;
    /** The bit of a text whose labels are not all known. */
    public static final long UNKNOWN = 1L << 63;

    private final int most;
    private long[] prints = new long[256];
    private long[] masks = new long[256];
    private int size;
    private final boolean[] lengths = new boolean[Winnowing.RUN + 1];

    public Artefacts() {
        this(MOST);
    }

    /** @param most parts that there is room for */
    public Artefacts(int most) {
        this.most = most;
    }

    /**
     * Returns how many of these parts, each given once, are not kept so far.
     *
     * @throws NoRoomException if the writer may not add so many
     * @param own the number of parts that the writer has added
     */
    public synchronized int missing(Iterable<Long> parts, int own) throws NoRoomException {
        int missing = 0;
        for (long part : parts) {
            missing += masks[slot(part)] == 0 ? 1 : 0;
        }
        if (missing > 0 && own + missing > most - size - missing) {
            throw new NoRoomException();
        }
        return missing;
    }

    /**
     * Adds labels to a part, for which there is {@linkplain #missing room}.
     *
     * @param length of its run, in tokens
     * @param mask of its labels, not 0
     * @return its mask with those that it had before
     */
    public synchronized long add(long part, int length, long mask) {
        int slot = slot(part);
        if (masks[slot] == 0) {
            size++;
            prints[slot] = part;
        }
        lengths[length] = true;
        masks[slot] |= mask;
        long all = masks[slot];
        if (size * 2 > prints.length) {
            grow();
        }
        return all;
    }

    /** The mask of a text: of all its runs that are a part of something written. */
    public synchronized long find(Tokens tokens) {
        long found = 0;
        for (int length = 1; length <= Winnowing.RUN; length++) {
            if (lengths[length]) {
                for (long run : Winnowing.runs(tokens, length)) {
                    found |= masks[slot(run)];
                }
            }
        }
        return found;
    }

    private int slot(long part) {
        int mask = prints.length - 1;
        int slot = (int) part & mask;
        while (masks[slot] != 0 && prints[slot] != part) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private void grow() {
        long[] oldPrints = prints;
        long[] oldMasks = masks;
        prints = new long[oldPrints.length * 2];
        masks = new long[oldPrints.length * 2];
        for (int i = 0; i < oldPrints.length; i++) {
            if (oldMasks[i] != 0) {
                int slot = slot(oldPrints[i]);
                prints[slot] = oldPrints[i];
                masks[slot] = oldMasks[i];
            }
        }
    }
}
