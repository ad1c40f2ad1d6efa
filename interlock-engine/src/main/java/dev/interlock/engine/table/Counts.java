package dev.interlock.engine.table;

import java.util.Arrays;

/**
 * A count for each of many numbered things, nearly all of them small: a byte each, and a place among the large ones for the others,
 * which are few and change often.
 */
final class Counts {

    /** The byte that stands in the place of a count which is among the large ones. */
    private static final int LARGE = 255;

    private byte[] small = new byte[16];
    /** By number: the place of a large count. A count that became small again keeps its place. */
    private final LongMap places = new LongMap();

    private long[] large = new long[4];

    long get(int id) {
        int count = id < small.length ? Byte.toUnsignedInt(small[id]) : 0;
        return count == LARGE ? large[places.get(id)] : count;
    }

    void set(int id, long count) {
        if (count < 0) {
            throw new IllegalArgumentException("a count below zero");
        }
        if (id >= small.length) {
            small = Arrays.copyOf(small, Math.max(id + 1, small.length + (small.length >> 1)));
        }
        small[id] = (byte) Math.min(count, LARGE);
        if (count >= LARGE) {
            int place = placeOf(id);
            large[place] = count;
        }
    }

    private int placeOf(int id) {
        int known = places.get(id);
        if (known != LongMap.ABSENT) {
            return known;
        }
        int place = places.size();
        if (place == large.length) {
            large = Arrays.copyOf(large, 2 * place);
        }
        places.put(id, place);
        return place;
    }
}
