package dev.interlock.engine.monitor;

import dev.interlock.engine.table.ActorTable;
import dev.interlock.engine.table.LongMap;
import dev.interlock.engine.table.Snapshots;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.Set;

/**
 * The bindings of one rule and key on which many parties act, such as the one key of the whole domain. For each column of
 * the actor table, value in it and entry it knows the latest call, so that a question costs a look-up or two however many
 * there were.
 *
 * <p>Calls lie in the order of their settlement; the index points to them. Those that nothing points to any more, or that
 * are expired, are dropped when the space is used up.
 */
final class Crowd {

    /** The value under which the latest call with any value is found. Not applicable differs from all, and has no place. */
    private static final int ANY = -4;

    private final ActorTable actors;
    private LongMap latest = new LongMap();
    private long[] calls = new long[16];
    private long[] times = new long[16];
    private int size;

    Crowd(ActorTable actors) {
        this.actors = actors;
    }

    private static long place(int column, int value, int entry) {
        return (long) value << 32 | (long) column << 8 | entry;
    }

    /** Adds a call that settled last of all so far. */
    void add(int[] row, int entry, long call, long time, long expired) {
        if (size == calls.length) {
            compact(expired);
        }
        calls[size] = call;
        times[size] = time;
        for (int column = 0; column < row.length; column++) {
            if (row[column] != ActorTable.NOT_APPLICABLE) {
                for (int value : actors.members(row[column])) {
                    latest.put(place(column, value, entry), size);
                }
                latest.put(place(column, ANY, entry), size);
            }
            if (row[column] == ActorTable.UNKNOWN) {
                latest.put(place(column, ActorTable.unknownOf(row), entry), size);
            }
        }
        size++;
    }

    /** Adds to {@code covered}, by column, the entries of calls after a time whose actors do not surely differ from this one. */
    void cover(int[] mine, int[] columns, int entries, long after, long[] covered) {
        for (int column : columns) {
            for (int entry = 0; entry < entries; entry++) {
                if ((covered[column] & 1L << entry) == 0 && latest(column, mine[column], entry, after) >= 0) {
                    covered[column] |= 1L << entry;
                }
            }
        }
    }

    /** The latest call with the entry after a time whose actor does not surely differ in the column, or -1. */
    long mostRecent(int column, int value, int entry, long after) {
        int found = latest(column, value, entry, after);
        return found >= 0 ? calls[found] : -1;
    }

    private int latest(int column, int value, int entry, long after) {
        int found = switch (value) {
            case ActorTable.NOT_APPLICABLE -> LongMap.ABSENT;
            case ActorTable.UNKNOWN -> latest.get(place(column, ANY, entry));
            default -> Math.max(latestOf(column, value, entry), latest.get(place(column, ActorTable.UNKNOWN, entry)));
        };
        return found >= 0 && times[found] > after ? found : LongMap.ABSENT;
    }

    /** The latest entry that has any of the values of a party with several. */
    private int latestOf(int column, int value, int entry) {
        int found = LongMap.ABSENT;
        for (int one : actors.members(value)) {
            found = Math.max(found, latest.get(place(column, one, entry)));
        }
        return found;
    }

    /** Returns whether the value of the call that {@link #mostRecent} answers with is unknown. */
    boolean isUnknown(int column, int value, int entry, long after) {
        return latest(column, value, entry, after) == latest.get(place(column, ActorTable.UNKNOWN, entry));
    }

    /** Time of the call that {@link #mostRecent} answers with. */
    long timeOfMostRecent(int column, int value, int entry, long after) {
        return times[latest(column, value, entry, after)];
    }

    /** Adds the values of actors in a column whose calls lie after a time. */
    void values(int column, long after, Set<Integer> into) {
        for (int place = 0; place < latest.capacity(); place++) {
            int call = latest.valueAt(place);
            if (call != LongMap.ABSENT && times[call] > after) {
                long key = latest.keyAt(place);
                int value = (int) (key >> 32);
                if (columnOf(key) == column && value != ANY && !ActorTable.isUnknownOf(value)) {
                    into.add(value);
                }
            }
        }
    }

    /** Merges two values of a column, which are one from here on: of their latest calls the later one counts. */
    void merge(ActorTable.Merged values, int entries) {
        for (int entry = 0; entry < entries; entry++) {
            move(values.column(), values.from(), values.to(), entry);
            if (values.column() == ActorTable.AGENT) {
                // What is unknown of the two is unknown of one agent from here on.
                for (int column = 0; column < actors.columns(); column++) {
                    move(column, ActorTable.unknownOf(values.from()), ActorTable.unknownOf(values.to()), entry);
                }
            }
        }
    }

    private boolean move(int column, int from, int to, int entry) {
        int call = latest.get(place(column, from, entry));
        if (call == LongMap.ABSENT) {
            return false;
        }
        latest.remove(place(column, from, entry));
        latest.put(place(column, to, entry), Math.max(call, latest.get(place(column, to, entry))));
        return true;
    }

    /** Files calls of an agent under the value that is stated of it: of what is still unknown the latest is one of the others' calls. */
    void state(ActorTable.Stated stated, int entries) {
        for (int entry = 0; entry < entries; entry++) {
            if (move(stated.column(), ActorTable.unknownOf(stated.agent()), stated.value(), entry)) {
                int left = latestUnknown(stated.column(), entry);
                if (left == LongMap.ABSENT) {
                    latest.remove(place(stated.column(), ActorTable.UNKNOWN, entry));
                } else {
                    latest.put(place(stated.column(), ActorTable.UNKNOWN, entry), left);
                }
            }
        }
    }

    /** The latest of the calls that are filed under what is unknown of single agents. */
    private int latestUnknown(int column, int entry) {
        int found = LongMap.ABSENT;
        for (int place = 0; place < latest.capacity(); place++) {
            int call = latest.valueAt(place);
            if (call != LongMap.ABSENT) {
                long key = latest.keyAt(place);
                boolean unknown = ActorTable.isUnknownOf((int) (key >> 32));
                if (unknown && columnOf(key) == column && (int) (key & 0xFF) == entry) {
                    found = Math.max(found, call);
                }
            }
        }
        return found;
    }

    private static int columnOf(long place) {
        return (int) (place >>> 8 & 0xFFFFFF);
    }

    /** Returns whether all calls lie at or before a time. */
    boolean isExpired(long expired) {
        return times[size - 1] <= expired;
    }

    private void compact(long expired) {
        var live = new boolean[size];
        int places = 0;
        for (int place = 0; place < latest.capacity(); place++) {
            int call = latest.valueAt(place);
            if (call != LongMap.ABSENT && times[call] > expired) {
                live[call] = true;
                places++;
            }
        }
        int[] moved = new int[size];
        int kept = 0;
        for (int call = 0; call < size; call++) {
            if (live[call]) {
                calls[kept] = calls[call];
                times[kept] = times[call];
                moved[call] = kept++;
            }
        }
        LongMap old = latest;
        latest = new LongMap(places);
        for (int place = 0; place < old.capacity(); place++) {
            int call = old.valueAt(place);
            if (call != LongMap.ABSENT && live[call]) {
                latest.put(old.keyAt(place), moved[call]);
            }
        }
        size = kept;
        // At least a third is free afterwards, so that each call pays for a bounded share of the next compaction.
        int capacity = Math.max(16, kept + (kept >> 1) + 1);
        calls = Arrays.copyOf(calls, capacity);
        times = Arrays.copyOf(times, capacity);
    }

    void write(DataOutput out) throws IOException {
        latest.write(out);
        out.writeInt(calls.length);
        Snapshots.write(out, calls, size);
        Snapshots.write(out, times, size);
    }

    void read(DataInput in) throws IOException {
        latest.read(in);
        int capacity = in.readInt();
        calls = Snapshots.readLongs(in);
        size = calls.length;
        calls = Arrays.copyOf(calls, capacity);
        times = Arrays.copyOf(Snapshots.readLongs(in), capacity);
    }
}
