package dev.interlock.engine.monitor;

import dev.interlock.engine.table.IntMap;
import dev.interlock.engine.table.Snapshots;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Who did what on which key: for each key a chain of bindings (actor, entry, call, time), the most recent first. Kept in
 * parallel arrays: 25 bytes a binding and, for each key, eight bytes at a load of one third to two thirds.
 */
final class Bindings {

    private static final int NONE = -1;

    private final IntMap heads = new IntMap();
    private int[] next = new int[8];
    private int[] actor = new int[8];
    private byte[] entry = new byte[8];
    private long[] call = new long[8];
    private long[] time = new long[8];
    private int used;
    private int free = NONE;
    private int sweepAt;

    /** The most recent binding of a key, or a negative number. */
    int first(int key) {
        return heads.get(key);
    }

    int next(int binding) {
        return next[binding];
    }

    int actor(int binding) {
        return actor[binding];
    }

    int entry(int binding) {
        return entry[binding];
    }

    long call(int binding) {
        return call[binding];
    }

    long time(int binding) {
        return time[binding];
    }

    /** Adds a binding as the most recent of its key. */
    void push(int key, int byActor, int forEntry, long ofCall, long at) {
        int binding = allocate();
        actor[binding] = byActor;
        entry[binding] = (byte) forEntry;
        call[binding] = ofCall;
        time[binding] = at;
        next[binding] = heads.get(key);
        heads.put(key, binding);
    }

    /**
     * Adds a binding as the most recent of its key, in the place of the same actor's for the same entry. Drops what lies at
     * or before {@code expired}.
     */
    void replace(int key, int byActor, int forEntry, long ofCall, long at, long expired) {
        int before = NONE;
        for (int n = heads.get(key); n >= 0; before = n, n = next[n]) {
            if (time[n] <= expired) {
                // INVARIANT: times do not increase along a chain, so all that follow are expired too.
                cut(key, before, n);
                break;
            }
            if (actor[n] == byActor && entry[n] == forEntry) {
                unlink(key, before, n);
                break;
            }
        }
        push(key, byActor, forEntry, ofCall, at);
    }

    /** Removes the bindings of one call on a key. */
    void removeCall(int key, long ofCall) {
        int before = NONE;
        int n = heads.get(key);
        while (n >= 0) {
            int after = next[n];
            if (call[n] == ofCall) {
                unlink(key, before, n);
            } else {
                before = n;
            }
            n = after;
        }
    }

    /**
     * Drops expired bindings of the next two places of the table: a few steps with every reservation clear away what is
     * never asked for again.
     */
    void sweep(long expired) {
        for (int step = 0; step < 2; step++) {
            sweepAt = sweepAt + 1 < heads.capacity() ? sweepAt + 1 : 0;
            int key = heads.keyAt(sweepAt);
            if (key != IntMap.ABSENT) {
                int before = NONE;
                int n = heads.get(key);
                while (n >= 0 && time[n] > expired) {
                    before = n;
                    n = next[n];
                }
                if (n >= 0) {
                    cut(key, before, n);
                }
            }
        }
    }

    private void cut(int key, int before, int from) {
        if (before == NONE) {
            heads.remove(key);
        } else {
            next[before] = NONE;
        }
        for (int n = from; n >= 0; ) {
            int after = next[n];
            release(n);
            n = after;
        }
    }

    private void unlink(int key, int before, int binding) {
        if (before != NONE) {
            next[before] = next[binding];
        } else if (next[binding] == NONE) {
            heads.remove(key);
        } else {
            heads.put(key, next[binding]);
        }
        release(binding);
    }

    private void release(int binding) {
        next[binding] = free;
        free = binding;
    }

    private int allocate() {
        if (free != NONE) {
            int binding = free;
            free = next[binding];
            return binding;
        }
        if (used == next.length) {
            int capacity = used + (used >> 1);
            next = Arrays.copyOf(next, capacity);
            actor = Arrays.copyOf(actor, capacity);
            entry = Arrays.copyOf(entry, capacity);
            call = Arrays.copyOf(call, capacity);
            time = Arrays.copyOf(time, capacity);
        }
        return used++;
    }

    void write(DataOutput out) throws IOException {
        heads.write(out);
        Snapshots.write(out, next, used);
        Snapshots.write(out, actor, used);
        Snapshots.write(out, entry, used);
        Snapshots.write(out, call, used);
        Snapshots.write(out, time, used);
        out.writeInt(free);
        out.writeInt(sweepAt);
    }

    void read(DataInput in) throws IOException {
        heads.read(in);
        next = atLeastEight(Snapshots.readInts(in));
        actor = Arrays.copyOf(Snapshots.readInts(in), next.length);
        byte[] entries = Snapshots.readBytes(in);
        used = entries.length;
        entry = Arrays.copyOf(entries, next.length);
        call = Arrays.copyOf(Snapshots.readLongs(in), next.length);
        time = Arrays.copyOf(Snapshots.readLongs(in), next.length);
        free = in.readInt();
        sweepAt = in.readInt();
    }

    private static int[] atLeastEight(int[] array) {
        return array.length >= 8 ? array : Arrays.copyOf(array, 8);
    }
}
