package dev.interlock.provenance.artefact;

import dev.interlock.provenance.text.Tokens;

/**
 * The parts of all texts that labelled agents wrote, with their labels: a bit of a mask for each. The texts themselves are not kept.
 * Thread-safe.
 *
 * <p>Beyond {@value #MOST} parts it is {@linkplain #full() full}, and every text has the mask {@link #UNKNOWN}.
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
    private boolean full;
    private final boolean[] lengths = new boolean[Winnowing.RUN + 1];

    public Artefacts() {
        this(MOST);
    }

    Artefacts(int most) {
        this.most = most;
    }

    /**
     * Adds labels to a part.
     *
     * @param length of its run, in tokens
     * @param mask of its labels, not 0
     * @return its mask with those that it had before; 0 where it is not kept, because there is no room
     */
    public synchronized long add(long part, int length, long mask) {
        int slot = slot(part);
        if (masks[slot] == 0) {
            if (full || size >= most) {
                full = true;
                return 0;
            }
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

    /** Says that some part is missing, as after a start on a file that was full. */
    public synchronized void overflow() {
        full = true;
    }

    /** Returns whether a part was not kept, so that every text may be one that was written. */
    public synchronized boolean full() {
        return full;
    }

    /** The mask of a text: of all its runs that are a part of something written. */
    public synchronized long find(Tokens tokens) {
        long found = full ? UNKNOWN : 0;
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
