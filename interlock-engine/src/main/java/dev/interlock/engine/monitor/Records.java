package dev.interlock.engine.monitor;

import dev.interlock.engine.table.LongMap;
import dev.interlock.engine.table.Snapshots;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.Set;

/**
 * Bindings as records in one array: which rule and key, the next one of the same chain, actor and entry, call, time. Thirty-two
 * bytes each, so that reading one touches one cache line. Freed records are used again, the latest freed first.
 */
final class Records {

    static final int NONE = -1;

    // The words of a record, by their offset.
    private static final int SLOT = 0; // rule and key; FREE in a freed record
    private static final int LINK = 1; // next record, actor
    private static final int CALL = 2; // call, entry
    private static final int TIME = 3;
    private static final int WIDTH = 4;

    private static final long FREE = -1;

    private long[] words = new long[8 * WIDTH];
    private int used;
    private int free = NONE;

    /**
     * Rule and key as one number, which is what chains are looked up by. The rule comes last: rules about the same duties
     * mostly stand together in a bundle, and then their chains are found together.
     */
    static long slot(int rule, int key) {
        return (long) key << 32 | rule;
    }

    static int key(long slot) {
        return (int) (slot >>> 32);
    }

    /** Adds the keys of the rule's slots in a table of heads. */
    static void keys(LongMap heads, int rule, Set<Integer> into) {
        for (int place = 0; place < heads.capacity(); place++) {
            if (heads.valueAt(place) != LongMap.ABSENT && rule(heads.keyAt(place)) == rule) {
                into.add(key(heads.keyAt(place)));
            }
        }
    }

    static int rule(long slot) {
        return (int) slot;
    }

    int add(long slot, int next, int actor, int entry, long call, long time) {
        int record = allocate();
        int at = WIDTH * record;
        words[at + SLOT] = slot;
        words[at + LINK] = (long) next << 32 | actor;
        words[at + CALL] = call << 8 | entry;
        words[at + TIME] = time;
        return record;
    }

    void update(int record, long call, long time) {
        words[WIDTH * record + CALL] = call << 8 | entry(record);
        words[WIDTH * record + TIME] = time;
    }

    void free(int record) {
        words[WIDTH * record + SLOT] = FREE;
        next(record, free);
        free = record;
    }

    /** The number of records, freed ones included; they are numbered from 0. */
    int used() {
        return used;
    }

    boolean isFree(int record) {
        return words[WIDTH * record + SLOT] == FREE;
    }

    long slot(int record) {
        return words[WIDTH * record + SLOT];
    }

    int next(int record) {
        return (int) (words[WIDTH * record + LINK] >> 32);
    }

    void next(int record, int next) {
        words[WIDTH * record + LINK] = (long) next << 32 | actor(record);
    }

    int actor(int record) {
        return (int) (words[WIDTH * record + LINK] & 0x7FFF_FFFF);
    }

    int entry(int record) {
        return (int) (words[WIDTH * record + CALL] & 0xFF);
    }

    long call(int record) {
        return words[WIDTH * record + CALL] >>> 8;
    }

    long time(int record) {
        return words[WIDTH * record + TIME];
    }

    private int allocate() {
        if (free != NONE) {
            int record = free;
            free = next(record);
            return record;
        }
        if (WIDTH * used == words.length) {
            words = Arrays.copyOf(words, (used + (used >> 1)) * WIDTH);
        }
        return used++;
    }

    void write(DataOutput out) throws IOException {
        Snapshots.write(out, words, WIDTH * used);
        out.writeInt(free);
    }

    void read(DataInput in) throws IOException {
        long[] saved = Snapshots.readLongs(in);
        used = saved.length / WIDTH;
        words = Arrays.copyOf(saved, Math.max(8 * WIDTH, saved.length));
        free = in.readInt();
    }
}
