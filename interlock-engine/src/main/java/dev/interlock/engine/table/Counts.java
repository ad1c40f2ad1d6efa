package dev.interlock.engine.table;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** A count for each of many numbered things, nearly all of them small: a byte each, and an entry in a map for the others. */
final class Counts {

    /** The byte that stands in the place of a count which is in the map. */
    private static final int LARGE = 255;

    private byte[] small = new byte[16];
    private final Map<Integer, Long> large = new HashMap<>();

    long get(int id) {
        int count = id < small.length ? Byte.toUnsignedInt(small[id]) : 0;
        return count == LARGE ? Objects.requireNonNull(large.get(id)) : count;
    }

    void set(int id, long count) {
        if (count < 0) {
            throw new IllegalArgumentException("a count below zero");
        }
        if (id >= small.length) {
            small = Arrays.copyOf(small, Math.max(id + 1, small.length + (small.length >> 1)));
        }
        if (count < LARGE) {
            if (small[id] == (byte) LARGE) {
                large.remove(id);
            }
            small[id] = (byte) count;
        } else {
            small[id] = (byte) LARGE;
            large.put(id, count);
        }
    }
}
