package dev.interlock.engine.table;

import dev.interlock.engine.model.Key;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The keys that recorded calls carry, numbered in the order of their first appearance, and what is recorded of each as a
 * business object: relations, version, since when it is established.
 */
public final class KeyTable {

    /** Number of a key that no recorded call carries. */
    public static final int ABSENT = -1;

    /** {@link #establishedAt} of an object that is not established. */
    public static final long NEVER = Long.MAX_VALUE;

    private static final int[] NONE = {};

    private Key[] keys = new Key[16];
    private long[] versions = new long[16];
    private long[] established = new long[16];
    private int[] @Nullable [] relations = new int[16][];
    private int[] places = new int[32];
    private int size;
    private final Map<String, String> kinds = new HashMap<>();

    public KeyTable() {
        Arrays.fill(places, ABSENT);
    }

    public int size() {
        return size;
    }

    public int find(Key key) {
        return places[place(key)];
    }

    public int intern(Key key) {
        int place = place(key);
        if (places[place] != ABSENT) {
            return places[place];
        }
        if (size == keys.length) {
            growRows();
        }
        if (3 * (size + 1) > 2 * places.length) {
            growPlaces();
            place = place(key);
        }
        String kind = kinds.computeIfAbsent(key.kind(), k -> k);
        keys[size] = new Key(kind, key.value());
        established[size] = NEVER;
        places[place] = size;
        return size++;
    }

    public Key key(int id) {
        return keys[id];
    }

    /** Numbers of the objects that this one was recorded to belong to, in the order of recording. */
    public int[] relations(int id) {
        int[] found = relations[id];
        return found == null ? NONE : found;
    }

    /** Records that one object belongs to another. Relations are only added. */
    public void relate(int id, int to) {
        int[] old = relations(id);
        for (int known : old) {
            if (known == to) {
                return;
            }
        }
        int[] more = Arrays.copyOf(old, old.length + 1);
        more[old.length] = to;
        relations[id] = more;
    }

    /** Number of the latest reservation or settlement of a call that writes the object; 0 for none. */
    public long version(int id) {
        return versions[id];
    }

    public void touch(int id, long seq) {
        versions[id] = seq;
    }

    /** Number of the settlement that first showed that the object exists, or {@link #NEVER}. */
    public long establishedAt(int id) {
        return established[id];
    }

    public void establish(int id, long seq) {
        if (established[id] == NEVER) {
            established[id] = seq;
        }
    }

    private int place(Key key) {
        int mask = places.length - 1;
        int h = key.hashCode() * 0x9E3779B9;
        int at = (h ^ (h >>> 16)) & mask;
        while (places[at] != ABSENT && !keys[places[at]].equals(key)) {
            at = (at + 1) & mask;
        }
        return at;
    }

    private void growRows() {
        int capacity = keys.length + (keys.length >> 1);
        keys = Arrays.copyOf(keys, capacity);
        versions = Arrays.copyOf(versions, capacity);
        established = Arrays.copyOf(established, capacity);
        relations = Arrays.copyOf(relations, capacity);
    }

    private void growPlaces() {
        places = new int[2 * places.length];
        Arrays.fill(places, ABSENT);
        for (int id = 0; id < size; id++) {
            places[place(keys[id])] = id;
        }
    }

    public void write(DataOutput out) throws IOException {
        out.writeInt(size);
        for (int id = 0; id < size; id++) {
            Snapshots.write(out, keys[id].toString());
            int[] to = relations(id);
            Snapshots.write(out, to, to.length);
        }
        Snapshots.write(out, versions, size);
        Snapshots.write(out, established, size);
    }

    /** Fills this empty table. */
    public void read(DataInput in) throws IOException {
        int count = in.readInt();
        for (int id = 0; id < count; id++) {
            intern(Key.parse(Snapshots.readString(in)));
            int[] to = Snapshots.readInts(in);
            if (to.length > 0) {
                relations[id] = to;
            }
        }
        long[] savedVersions = Snapshots.readLongs(in);
        long[] savedEstablished = Snapshots.readLongs(in);
        System.arraycopy(savedVersions, 0, versions, 0, count);
        System.arraycopy(savedEstablished, 0, established, 0, count);
    }
}
