package dev.interlock.engine.table;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * A map from long to int: open addressing with linear probing, twelve bytes a place, so that a look-up mostly touches one
 * cache line. Values are any int but {@link #ABSENT}. The layout is a function of the sequence of operations, so two states
 * that folded the same events hold equal maps.
 */
public final class LongMap {

    /** The answer of {@link #get} for an absent key; no value may be equal to it. */
    public static final int ABSENT = -1;

    private static final int WIDTH = 3; // high and low half of the key, then the value

    private int[] places;
    private int mask;
    private int size;

    public LongMap() {
        clear(16);
    }

    /** A map that takes so many keys without growing. */
    public LongMap(int expected) {
        int capacity = 16;
        while (3L * capacity < 4L * expected) {
            capacity *= 2;
        }
        clear(capacity);
    }

    public int size() {
        return size;
    }

    /** Number of places, for callers that walk the map by place. */
    public int capacity() {
        return mask + 1;
    }

    /** The value at a place, or {@link #ABSENT}. */
    public int valueAt(int place) {
        return places[WIDTH * place + 2];
    }

    /** The key at a place that is not absent. */
    public long keyAt(int place) {
        return (long) places[WIDTH * place] << 32 | places[WIDTH * place + 1] & 0xFFFFFFFFL;
    }

    public int get(long key) {
        return places[find(key) + 2];
    }

    public void put(long key, int value) {
        int at = find(key);
        if (places[at + 2] == ABSENT) {
            if (4L * (size + 1) > 3L * capacity()) {
                grow();
                at = find(key);
            }
            places[at] = (int) (key >>> 32);
            places[at + 1] = (int) key;
            size++;
        }
        places[at + 2] = value;
    }

    public void remove(long key) {
        int hole = find(key) / WIDTH;
        if (valueAt(hole) == ABSENT) {
            return;
        }
        size--;
        // Close the gap, so that a probe never stops short of a key (Knuth 6.4, algorithm R).
        int next = hole;
        while (true) {
            next = (next + 1) & mask;
            if (valueAt(next) == ABSENT) {
                break;
            }
            int home = home(keyAt(next));
            boolean stays = hole <= next ? hole < home && home <= next : hole < home || home <= next;
            if (!stays) {
                System.arraycopy(places, WIDTH * next, places, WIDTH * hole, WIDTH);
                hole = next;
            }
        }
        places[WIDTH * hole + 2] = ABSENT;
    }

    /** Index of the place of the key, or of the free place where it would be put. */
    private int find(long key) {
        int high = (int) (key >>> 32);
        int low = (int) key;
        int place = home(key);
        while (true) {
            int at = WIDTH * place;
            if (places[at + 2] == ABSENT || (places[at + 1] == low && places[at] == high)) {
                return at;
            }
            place = (place + 1) & mask;
        }
    }

    /** The first place for a key. Keys that differ only in their last three bits are neighbours: all eight lie in two cache lines. */
    private int home(long key) {
        long h = (key >>> 3) * 0x9E3779B97F4A7C15L;
        return (int) ((h ^ (h >>> 32)) + (key & 7)) & mask;
    }

    private void clear(int capacity) {
        places = new int[WIDTH * capacity];
        Arrays.fill(places, ABSENT);
        mask = capacity - 1;
        size = 0;
    }

    private void grow() {
        int[] old = places;
        clear(2 * capacity());
        for (int i = 0; i < old.length; i += WIDTH) {
            if (old[i + 2] != ABSENT) {
                int at = find((long) old[i] << 32 | old[i + 1] & 0xFFFFFFFFL);
                System.arraycopy(old, i, places, at, WIDTH);
                size++;
            }
        }
    }

    public void write(DataOutput out) throws IOException {
        out.writeInt(size);
        Snapshots.write(out, places, places.length);
    }

    public void read(DataInput in) throws IOException {
        size = in.readInt();
        places = Snapshots.readInts(in);
        mask = places.length / WIDTH - 1;
    }
}
