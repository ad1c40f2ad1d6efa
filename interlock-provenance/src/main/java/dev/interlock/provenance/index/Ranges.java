package dev.interlock.provenance.index;

import java.util.Arrays;

/** Ranges of positions, added in their order; those that touch become one. For one thread. */
public final class Ranges {

    private int[] from = new int[4];
    private int[] to = new int[4];
    private int size;

    /** Adds a range that begins nowhere before the last one. */
    public void add(int first, int end) {
        if (size > 0 && first <= to[size - 1]) {
            to[size - 1] = Math.max(to[size - 1], end);
            return;
        }
        if (size == from.length) {
            from = Arrays.copyOf(from, size * 2);
            to = Arrays.copyOf(to, size * 2);
        }
        from[size] = first;
        to[size] = end;
        size++;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    public int size() {
        return size;
    }

    public int from(int range) {
        return from[range];
    }

    public int to(int range) {
        return to[range];
    }

    /** Whether some range has a position of those between two. */
    public boolean meets(int first, int end) {
        int low = 0;
        int high = size - 1;
        while (low <= high) {
            int middle = low + high >>> 1;
            if (to[middle] <= first) {
                low = middle + 1;
            } else if (from[middle] >= end) {
                high = middle - 1;
            } else {
                return true;
            }
        }
        return false;
    }
}
