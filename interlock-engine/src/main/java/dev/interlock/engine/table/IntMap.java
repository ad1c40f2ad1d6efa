package dev.interlock.engine.table;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * A map from non-negative int to non-negative int: open addressing with linear probing, eight bytes a place. The layout is
 * a function of the sequence of operations, so two states that folded the same events hold equal maps.
 */
public final class IntMap {

    /** The answer of {@link #get} for an absent key. */
    public static final int ABSENT = -1;

    private static final int EMPTY = -1;

    private int[] places; // key and value alternate
    private int size;

    public IntMap() {
        places = new int[16];
        Arrays.fill(places, EMPTY);
    }

    public int size() {
        return size;
    }

    /** Number of places, for callers that walk the map by place. */
    public int capacity() {
        return places.length / 2;
    }

    /** The key at a place, or {@link #ABSENT}. */
    public int keyAt(int place) {
        return places[2 * place];
    }

    public int get(int key) {
        int at = find(key);
        return places[at] == key ? places[at + 1] : ABSENT;
    }

    public void put(int key, int value) {
        int at = find(key);
        if (places[at] == EMPTY) {
            if (3 * (size + 1) > 2 * capacity()) {
                grow();
                at = find(key);
            }
            places[at] = key;
            size++;
        }
        places[at + 1] = value;
    }

    public void remove(int key) {
        int hole = find(key);
        if (places[hole] == EMPTY) {
            return;
        }
        size--;
        // Close the gap, so that a probe never stops short of a key (Knuth 6.4, algorithm R).
        int mask = places.length - 1;
        int next = hole;
        while (true) {
            next = (next + 2) & mask;
            if (places[next] == EMPTY) {
                break;
            }
            int home = home(places[next]);
            boolean stays = hole <= next ? hole < home && home <= next : hole < home || home <= next;
            if (!stays) {
                places[hole] = places[next];
                places[hole + 1] = places[next + 1];
                hole = next;
            }
        }
        places[hole] = EMPTY;
    }

    private int find(int key) {
        int mask = places.length - 1;
        int at = home(key);
        while (places[at] != key && places[at] != EMPTY) {
            at = (at + 2) & mask;
        }
        return at;
    }

    private int home(int key) {
        int h = key * 0x9E3779B9;
        return ((h ^ (h >>> 15)) << 1) & (places.length - 1);
    }

    private void grow() {
        int[] old = places;
        places = new int[2 * old.length];
        Arrays.fill(places, EMPTY);
        for (int i = 0; i < old.length; i += 2) {
            if (old[i] != EMPTY) {
                int at = find(old[i]);
                places[at] = old[i];
                places[at + 1] = old[i + 1];
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
    }
}
