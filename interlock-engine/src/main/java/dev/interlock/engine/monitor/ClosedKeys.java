package dev.interlock.engine.monitor;

import dev.interlock.engine.table.IntMap;
import dev.interlock.engine.table.KeyTable;
import dev.interlock.engine.table.Snapshots;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/** The keys that were closed for good, and the call that closed each: some twenty bytes for each key, for ever. */
final class ClosedKeys {

    static final long OPEN = -1;

    private final IntMap places = new IntMap();
    private long[] calls = new long[4];
    /** The number of closed keys, asked for by nearly every decision and nearly always 0; the map lies elsewhere in memory. */
    private int size;

    /** The call that closed the key, or {@link #OPEN}. */
    long closedBy(int key) {
        int place = key == KeyTable.ABSENT ? IntMap.ABSENT : places.get(key);
        return place == IntMap.ABSENT ? OPEN : calls[place];
    }

    boolean isClosed(int key) {
        return closedBy(key) != OPEN;
    }

    void close(int key, long call) {
        int place = places.size();
        if (place == calls.length) {
            calls = Arrays.copyOf(calls, 2 * place);
        }
        calls[place] = call;
        places.put(key, place);
        size = places.size();
    }

    boolean isEmpty() {
        return size == 0;
    }

    void write(DataOutput out) throws IOException {
        places.write(out);
        Snapshots.write(out, calls, calls.length);
    }

    void read(DataInput in) throws IOException {
        places.read(in);
        size = places.size();
        calls = Snapshots.readLongs(in);
    }
}
