package dev.interlock.engine.table;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The descent of objects, and the history that keys got from others by a late link. Most domains have little of either, so it
 * lies beside the table of keys and costs a look at an empty map.
 */
public final class Lineage {

    private static final int[] NONE = {};

    private final Map<Integer, int[]> parents = new HashMap<>();
    private final Map<Integer, int[]> inherited = new HashMap<>();
    /** The inverse of {@link #inherited}. */
    private final Map<Integer, int[]> heirs = new HashMap<>();

    /** Returns whether nothing descends from anything. */
    public boolean isEmpty() {
        return parents.isEmpty();
    }

    /** The objects that this one was made from, in the order of recording. */
    public int[] parents(int id) {
        return parents.isEmpty() ? NONE : parents.getOrDefault(id, NONE);
    }

    /** Records that one object descends from another. Descent is only added. */
    public void descend(int id, int from) {
        if (id != from) {
            add(parents, id, from);
        }
    }

    /** The keys whose calls count on this one as well, as calls that may have happened. */
    public int[] inherited(int id) {
        return inherited.isEmpty() ? NONE : inherited.getOrDefault(id, NONE);
    }

    /** The keys that got the history of this one. */
    public int[] heirs(int id) {
        return heirs.isEmpty() ? NONE : heirs.getOrDefault(id, NONE);
    }

    /** Gives the key the history of another, with the history that the other got before. */
    public void inherit(int id, int from) {
        for (int also : inherited(from)) {
            addHistory(id, also);
        }
        addHistory(id, from);
    }

    private void addHistory(int id, int from) {
        if (id != from) {
            add(inherited, id, from);
            add(heirs, from, id);
        }
    }

    private static void add(Map<Integer, int[]> map, int id, int more) {
        int[] old = map.getOrDefault(id, NONE);
        for (int known : old) {
            if (known == more) {
                return;
            }
        }
        int[] longer = Arrays.copyOf(old, old.length + 1);
        longer[old.length] = more;
        map.put(id, longer);
    }

    void write(DataOutput out) throws IOException {
        write(out, parents);
        write(out, inherited);
        write(out, heirs);
    }

    void read(DataInput in) throws IOException {
        read(in, parents);
        read(in, inherited);
        read(in, heirs);
    }

    private static void write(DataOutput out, Map<Integer, int[]> map) throws IOException {
        out.writeInt(map.size());
        for (Map.Entry<Integer, int[]> entry : new TreeMap<>(map).entrySet()) {
            out.writeInt(entry.getKey());
            Snapshots.write(out, entry.getValue(), entry.getValue().length);
        }
    }

    private static void read(DataInput in, Map<Integer, int[]> map) throws IOException {
        int count = in.readInt();
        for (int i = 0; i < count; i++) {
            map.put(in.readInt(), Snapshots.readInts(in));
        }
    }
}
