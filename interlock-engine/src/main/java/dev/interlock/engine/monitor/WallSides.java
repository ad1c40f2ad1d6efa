package dev.interlock.engine.monitor;

import dev.interlock.engine.table.ActorTable;
import dev.interlock.engine.table.LongMap;
import dev.interlock.engine.table.Snapshots;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The sides of one wall on which the parties are, in one attribute: for each conflict class and value, the most recent
 * succeeded call and the most recent one on another dataset than that. Whatever dataset is asked about, one of the two
 * is the most recent on another, so more need not be kept. Records of sixty-four bytes each.
 */
final class WallSides {

    /** @param settled number of the settlement: the later, the more recent */
    record Side(long call, int dataset, long settled) {

        static @Nullable Side later(@Nullable Side a, @Nullable Side b) {
            return a == null || (b != null && b.settled > a.settled) ? b : a;
        }
    }

    /** The number that stands for any value that an actor has, known or not. */
    private static final int ANY = ActorTable.UNKNOWN - 1;

    private static final int SLOT = 0; // class and value; FREE in a freed record
    private static final int DATASETS = 1; // of the last, and of the other
    private static final int LAST = 2;
    private static final int OTHER = 5;
    private static final int WIDTH = 8;

    // The words of a side, by their offset from LAST or OTHER.
    private static final int CALL = 0; // NONE where there is none
    private static final int SETTLED = 1;
    private static final int TIME = 2;

    private static final long FREE = -1;
    private static final long NONE = -1;
    private static final int NO_RECORD = -1;

    private final LongMap records = new LongMap();
    private long[] words = new long[4 * WIDTH];
    private int used;
    private int free = NO_RECORD;
    private int swept;

    private static long slot(int ofClass, int value) {
        return (long) ofClass << 32 | value - ANY;
    }

    /**
     * Notes a call that succeeded on the dataset, later than all others.
     *
     * @param values of its actor; several where it has several at once
     */
    void add(int ofClass, int[] values, int dataset, long call, long settled, long time) {
        if (values[0] != ActorTable.NOT_APPLICABLE) {
            for (int value : values) {
                put(slot(ofClass, value), dataset, call, settled, time);
            }
            put(slot(ofClass, ANY), dataset, call, settled, time);
        }
    }

    /** Notes it under a number of its own, as well. */
    void add(int ofClass, int value, int dataset, long call, long settled, long time) {
        put(slot(ofClass, value), dataset, call, settled, time);
    }

    private void put(long slot, int dataset, long call, long settled, long time) {
        int record = records.get(slot);
        int at = WIDTH * record;
        int other = dataset;
        if (record == LongMap.ABSENT) {
            record = allocate();
            at = WIDTH * record;
            records.put(slot, record);
            words[at + SLOT] = slot;
            words[at + OTHER + CALL] = NONE;
        } else if (lastDataset(record) == dataset) {
            other = otherDataset(record);
        } else {
            other = lastDataset(record);
            System.arraycopy(words, at + LAST, words, at + OTHER, OTHER - LAST);
        }
        words[at + DATASETS] = (long) dataset << 32 | other & 0xFFFF_FFFFL;
        words[at + LAST + CALL] = call;
        words[at + LAST + SETTLED] = settled;
        words[at + LAST + TIME] = time;
    }

    private long slotOf(int record) {
        return words[WIDTH * record + SLOT];
    }

    private int lastDataset(int record) {
        return (int) (words[WIDTH * record + DATASETS] >> 32);
    }

    private int otherDataset(int record) {
        return (int) words[WIDTH * record + DATASETS];
    }

    /**
     * The most recent call after a time on another dataset of the class whose actor does not surely differ.
     *
     * @param values of the actor who asks; not {@link ActorTable#NOT_APPLICABLE}
     */
    @Nullable
    Side mostRecentOther(int ofClass, int[] values, int dataset, long after) {
        if (values[0] == ActorTable.UNKNOWN) {
            return other(slot(ofClass, ANY), dataset, after);
        }
        Side found = other(slot(ofClass, ActorTable.UNKNOWN), dataset, after);
        for (int value : values) {
            if (value != ActorTable.FRESH) {
                found = Side.later(found, other(slot(ofClass, value), dataset, after));
            }
        }
        return found;
    }

    /** Returns whether the side, the most recent one on another dataset, is that of an actor whose value is unknown. */
    boolean isUnknown(int ofClass, Side side, int dataset, long after) {
        Side unknown = other(slot(ofClass, ActorTable.UNKNOWN), dataset, after);
        return unknown != null && unknown.call == side.call;
    }

    private @Nullable Side other(long slot, int dataset, long after) {
        int record = records.get(slot);
        if (record == LongMap.ABSENT) {
            return null;
        }
        return Touched.differ(dataset, lastDataset(record)) ? lastSide(record, after) : otherSide(record, after);
    }

    private @Nullable Side lastSide(int record, long after) {
        return side(WIDTH * record + LAST, lastDataset(record), after);
    }

    private @Nullable Side otherSide(int record, long after) {
        return side(WIDTH * record + OTHER, otherDataset(record), after);
    }

    private @Nullable Side side(int at, int dataset, long after) {
        return words[at + CALL] == NONE || words[at + TIME] <= after
                ? null
                : new Side(words[at + CALL], dataset, words[at + SETTLED]);
    }

    /** Adds, of calls after a time by actors with just this value, the most recent and the most recent on another dataset. */
    void addTwo(int ofClass, int value, long after, List<Side> into) {
        int record = value < ActorTable.UNKNOWN ? LongMap.ABSENT : records.get(slot(ofClass, value));
        if (record != LongMap.ABSENT) {
            Stream.of(lastSide(record, after), otherSide(record, after))
                    .filter(Objects::nonNull)
                    .forEach(into::add);
        }
    }

    /** Adds the classes in which anybody touched anything. */
    void addClasses(Set<Integer> into) {
        for (int record = 0; record < used; record++) {
            if (slotOf(record) != FREE) {
                into.add((int) (slotOf(record) >> 32));
            }
        }
    }

    /** Merges two values, which are one from here on. */
    void merge(int from, int to) {
        int known = used;
        for (int record = 0; record < known; record++) {
            long slot = slotOf(record);
            int ofClass = (int) (slot >> 32);
            if (slot != FREE && slot == slot(ofClass, from)) {
                merge(record, slot(ofClass, to));
            }
        }
    }

    private void merge(int record, long slot) {
        int into = records.get(slot);
        records.remove(slotOf(record));
        if (into == LongMap.ABSENT) {
            words[WIDTH * record + SLOT] = slot;
            records.put(slot, record);
            return;
        }
        boolean later = words[WIDTH * record + LAST + SETTLED] > words[WIDTH * into + LAST + SETTLED];
        int newer = later ? record : into;
        int older = later ? into : record;
        // The candidate is the side of the older record on another dataset than the last call of both: its last call,
        // or else its other one.
        boolean last = lastDataset(older) != lastDataset(newer);
        int dataset = last ? lastDataset(older) : otherDataset(older);
        int candidate = WIDTH * older + (last ? LAST : OTHER);
        int at = WIDTH * newer;
        if (words[candidate + CALL] != NONE
                && (words[at + OTHER + CALL] == NONE || words[candidate + SETTLED] > words[at + OTHER + SETTLED])) {
            words[at + DATASETS] = (long) lastDataset(newer) << 32 | dataset & 0xFFFF_FFFFL;
            System.arraycopy(words, candidate, words, at + OTHER, OTHER - LAST);
        }
        words[at + SLOT] = slot;
        records.put(slot, newer);
        drop(older);
    }

    /** Files what is noted under one number under another; of what is still unknown the sides are those of the others. */
    void state(int unknownOf, int value) {
        var classes = new TreeSet<Integer>();
        for (int record = 0; record < used; record++) {
            if (slotOf(record) != FREE && valueOf(record) == unknownOf) {
                classes.add((int) (slotOf(record) >> 32));
            }
        }
        merge(unknownOf, value);
        classes.forEach(this::gatherUnknown);
    }

    /** Makes the sides of an unknown value from those of the single agents of which it is unknown. */
    private void gatherUnknown(int ofClass) {
        long unknown = slot(ofClass, ActorTable.UNKNOWN);
        int before = records.get(unknown);
        if (before != LongMap.ABSENT) {
            records.remove(unknown);
            drop(before);
        }
        var all = new ArrayList<Noted>();
        for (int record = 0; record < used; record++) {
            if (slotOf(record) != FREE
                    && (int) (slotOf(record) >> 32) == ofClass
                    && ActorTable.isUnknownOf(valueOf(record))) {
                if (words[WIDTH * record + OTHER + CALL] != NONE) {
                    all.add(noted(WIDTH * record + OTHER, otherDataset(record)));
                }
                all.add(noted(WIDTH * record + LAST, lastDataset(record)));
            }
        }
        // One call may have touched several datasets: those of one record stay in their order.
        all.sort(Comparator.comparingLong(Noted::settled));
        all.forEach(one -> put(unknown, one.dataset, one.call, one.settled, one.time));
    }

    private record Noted(int dataset, long call, long settled, long time) {}

    private Noted noted(int at, int dataset) {
        return new Noted(dataset, words[at + CALL], words[at + SETTLED], words[at + TIME]);
    }

    private int valueOf(int record) {
        return (int) slotOf(record) + ANY;
    }

    private void drop(int record) {
        words[WIDTH * record + SLOT] = FREE;
        words[WIDTH * record + DATASETS] = free;
        free = record;
    }

    /** Looks at the next two records, and drops what is expired: so memory follows what is live. */
    void sweep(long expired) {
        for (int step = 0; step < 2 && used > 0; step++) {
            swept = swept + 1 < used ? swept + 1 : 0;
            if (slotOf(swept) != FREE && words[WIDTH * swept + LAST + TIME] <= expired) {
                records.remove(slotOf(swept));
                drop(swept);
            }
        }
    }

    private int allocate() {
        if (free != NO_RECORD) {
            int record = free;
            free = (int) words[WIDTH * record + DATASETS];
            return record;
        }
        if (WIDTH * used == words.length) {
            words = Arrays.copyOf(words, WIDTH * (used + (used >> 1)));
        }
        return used++;
    }

    void write(DataOutput out) throws IOException {
        records.write(out);
        Snapshots.write(out, words, WIDTH * used);
        out.writeInt(free);
        out.writeInt(swept);
    }

    void read(DataInput in) throws IOException {
        records.read(in);
        long[] saved = Snapshots.readLongs(in);
        used = saved.length / WIDTH;
        words = Arrays.copyOf(saved, Math.max(4 * WIDTH, saved.length));
        free = in.readInt();
        swept = in.readInt();
    }
}
