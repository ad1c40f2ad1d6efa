package dev.interlock.engine.monitor;

import dev.interlock.engine.table.ActorTable;
import dev.interlock.engine.table.LongMap;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The bindings of succeeded calls, shared by all rules of one kind: which actor did what on which key. For each rule
 * and key there is a chain with the latest call of each actor and entry, the latest first. A {@link Crowd} takes the
 * place of the chain where many parties act on the key.
 *
 * <p>One table serves all rules: what a decision touches does not depend on how many rules there are.
 */
final class Bindings {

    /** A longer chain becomes a crowd. */
    private static final int LONGEST_CHAIN = 16;

    /** Head of the first crowd; the others follow downwards. */
    private static final int FIRST_CROWD = -2;

    private final ActorTable actors;
    /** The length of each rule's window in milliseconds, by rule; {@code Long.MAX_VALUE} for all history. */
    private final long[] windows;

    private final LongMap heads = new LongMap();
    private final Records records = new Records();
    private final List<@Nullable Crowd> crowds = new ArrayList<>();
    /** The rule and key of each crowd, by crowd; a place without a crowd holds the next such place. */
    private final List<Long> crowdSlots = new ArrayList<>();

    private int freeCrowd = Records.NONE;
    private int sweptRecords;
    private int sweptCrowds;

    Bindings(ActorTable actors, long[] windows) {
        this.actors = actors;
        this.windows = windows;
    }

    /** Returns the time at or before which calls are outside the window of the rule. */
    long expired(int rule, long now) {
        return windows[rule] == Long.MAX_VALUE ? Long.MIN_VALUE : now - windows[rule];
    }

    /**
     * Adds to {@code covered}, by column, the entries on the key of calls in the window whose actors do not surely differ
     * from this one.
     */
    void cover(int rule, int key, int[] mine, int[] columns, int entries, long now, long[] covered) {
        long after = expired(rule, now);
        int head = heads.get(Records.slot(rule, key));
        if (head <= FIRST_CROWD) {
            crowd(head).cover(mine, columns, entries, after, covered);
            return;
        }
        for (int n = head; n >= 0 && records.time(n) > after; n = records.next(n)) {
            long entry = 1L << records.entry(n);
            if (adds(entry, columns, covered)) {
                cover(actors, mine, actors.row(records.actor(n)), entry, columns, covered);
            }
        }
    }

    /** Returns whether entries are missing in a column: only then does it have to be found out who the actor was. */
    static boolean adds(long entries, int[] columns, long[] covered) {
        for (int column : columns) {
            if ((entries & ~covered[column]) != 0) {
                return true;
            }
        }
        return false;
    }

    static void cover(ActorTable actors, int[] mine, int[] theirs, long entries, int[] columns, long[] covered) {
        for (int column : columns) {
            if (!actors.surelyDiffer(mine[column], theirs[column])) {
                covered[column] |= entries;
            }
        }
    }

    /** Finds the latest call with the entry in the window whose actor does not surely differ in the column. */
    void latest(int rule, int key, int column, int value, int entry, long now, Latest into) {
        long after = expired(rule, now);
        int head = heads.get(Records.slot(rule, key));
        if (head <= FIRST_CROWD) {
            long call = crowd(head).mostRecent(column, value, entry, after);
            if (call >= 0) {
                into.succeeded(
                        call,
                        crowd(head).timeOfMostRecent(column, value, entry, after),
                        crowd(head).isUnknown(column, value, entry, after));
            }
            return;
        }
        for (int n = head; n >= 0 && records.time(n) > after; n = records.next(n)) {
            if (records.entry(n) == entry && !actors.surelyDiffer(value, actors.row(records.actor(n))[column])) {
                boolean unknown = actors.row(records.actor(n))[column] == ActorTable.UNKNOWN;
                into.succeeded(records.call(n), records.time(n), unknown);
                return;
            }
        }
    }

    /** Adds the values that actors of calls on the key in the window have in a column; not applicable is none. */
    void values(int rule, int key, int column, long now, Set<Integer> into) {
        long after = expired(rule, now);
        int head = heads.get(Records.slot(rule, key));
        if (head <= FIRST_CROWD) {
            crowd(head).values(column, after, into);
            return;
        }
        for (int n = head; n >= 0 && records.time(n) > after; n = records.next(n)) {
            addValues(actors, actors.row(records.actor(n))[column], into);
        }
    }

    static void addValues(ActorTable actors, int value, Set<Integer> into) {
        if (value != ActorTable.NOT_APPLICABLE) {
            for (int one : actors.members(value)) {
                into.add(one);
            }
        }
    }

    /** Adds the keys on which there is something for the rule, expired or not. */
    void keys(int rule, Set<Integer> into) {
        Records.keys(heads, rule, into);
    }

    /** Merges two values of a column, which are one from here on. */
    void merge(ActorTable.Merged values) {
        for (Crowd crowd : crowds) {
            if (crowd != null) {
                crowd.merge(values, Long.SIZE);
            }
        }
    }

    /** Takes up what is stated of an agent; a chain reads it from the rows of its actors. */
    void state(ActorTable.Stated stated) {
        for (Crowd crowd : crowds) {
            if (crowd != null) {
                crowd.state(stated, Long.SIZE);
            }
        }
    }

    /** Adds a call that settled now, later than all others, in the place of the same actor's for the same entry. */
    void add(int rule, int key, int actor, int entry, long call, long now) {
        sweep(now);
        long slot = Records.slot(rule, key);
        long expired = expired(rule, now);
        int head = heads.get(slot);
        if (head <= FIRST_CROWD) {
            crowd(head).add(actors.row(actor), entry, call, now, expired);
            return;
        }
        int length = 0;
        int before = Records.NONE;
        for (int n = head; n >= 0; before = n, n = records.next(n), length++) {
            if (records.time(n) <= expired) {
                head = cut(head, before, n);
                break;
            }
            if (records.actor(n) == actor && records.entry(n) == entry) {
                if (before == Records.NONE) {
                    records.update(n, call, now);
                    return;
                }
                records.next(before, records.next(n));
                records.free(n);
                break;
            }
        }
        if (length == LONGEST_CHAIN) {
            gather(slot, head, expired);
            crowd(heads.get(slot)).add(actors.row(actor), entry, call, now, expired);
        } else {
            heads.put(slot, records.add(slot, head, actor, entry, call, now));
        }
    }

    /** Forgets all calls of a rule on a key. */
    void forget(int rule, int key) {
        long slot = Records.slot(rule, key);
        int head = heads.get(slot);
        if (head <= FIRST_CROWD) {
            dropCrowd(FIRST_CROWD - head, slot);
        } else if (head >= 0) {
            cut(head, Records.NONE, head);
            heads.remove(slot);
        }
    }

    private void dropCrowd(int place, long slot) {
        heads.remove(slot);
        crowds.set(place, null);
        crowdSlots.set(place, (long) freeCrowd);
        freeCrowd = place;
    }

    /** Frees the rest of a chain. Returns its new head. */
    private int cut(int head, int before, int from) {
        if (before != Records.NONE) {
            records.next(before, Records.NONE);
        }
        for (int n = from; n >= 0; ) {
            int after = records.next(n);
            records.free(n);
            n = after;
        }
        return before == Records.NONE ? Records.NONE : head;
    }

    /** Makes a crowd of a chain. */
    private void gather(long slot, int head, long expired) {
        var crowd = new Crowd(actors);
        int[] chain = new int[LONGEST_CHAIN];
        int length = 0;
        for (int n = head; n >= 0; n = records.next(n)) {
            chain[length++] = n;
        }
        while (length > 0) {
            int n = chain[--length];
            crowd.add(actors.row(records.actor(n)), records.entry(n), records.call(n), records.time(n), expired);
            records.free(n);
        }
        int place = freeCrowd;
        if (place == Records.NONE) {
            place = crowds.size();
            crowds.add(crowd);
            crowdSlots.add(slot);
        } else {
            freeCrowd = crowdSlots.get(place).intValue();
            crowds.set(place, crowd);
            crowdSlots.set(place, slot);
        }
        heads.put(slot, FIRST_CROWD - place);
    }

    private Crowd crowd(int head) {
        Crowd found = crowds.get(FIRST_CROWD - head);
        if (found == null) {
            throw new IllegalStateException("a head does not point to a crowd");
        }
        return found;
    }

    /**
     * Looks at the next two records and the next crowd, and drops them when they are expired: so the table follows what is
     * live, also where nobody asks again.
     */
    private void sweep(long now) {
        for (int step = 0; step < 2 && records.used() > 0; step++) {
            sweptRecords = sweptRecords + 1 < records.used() ? sweptRecords + 1 : 0;
            if (!records.isFree(sweptRecords)) {
                long slot = records.slot(sweptRecords);
                long expired = expired(Records.rule(slot), now);
                if (records.time(sweptRecords) <= expired) {
                    dropExpired(slot, expired);
                }
            }
        }
        if (!crowds.isEmpty()) {
            sweptCrowds = sweptCrowds + 1 < crowds.size() ? sweptCrowds + 1 : 0;
            Crowd crowd = crowds.get(sweptCrowds);
            long slot = crowdSlots.get(sweptCrowds);
            if (crowd != null && crowd.isExpired(expired(Records.rule(slot), now))) {
                dropCrowd(sweptCrowds, slot);
            }
        }
    }

    private void dropExpired(long slot, long expired) {
        int head = heads.get(slot);
        int before = Records.NONE;
        for (int n = head; n >= 0; before = n, n = records.next(n)) {
            if (records.time(n) <= expired) {
                // INVARIANT: times do not increase along a chain, so all that follow are expired too.
                if (cut(head, before, n) == Records.NONE) {
                    heads.remove(slot);
                }
                return;
            }
        }
    }

    void write(DataOutput out) throws IOException {
        heads.write(out);
        records.write(out);
        out.writeInt(crowds.size());
        for (int place = 0; place < crowds.size(); place++) {
            Crowd crowd = crowds.get(place);
            out.writeLong(crowdSlots.get(place));
            out.writeBoolean(crowd != null);
            if (crowd != null) {
                crowd.write(out);
            }
        }
        out.writeInt(freeCrowd);
        out.writeInt(sweptRecords);
        out.writeInt(sweptCrowds);
    }

    void read(DataInput in) throws IOException {
        heads.read(in);
        records.read(in);
        int count = in.readInt();
        for (int place = 0; place < count; place++) {
            crowdSlots.add(in.readLong());
            Crowd crowd = in.readBoolean() ? new Crowd(actors) : null;
            if (crowd != null) {
                crowd.read(in);
            }
            crowds.add(crowd);
        }
        freeCrowd = in.readInt();
        sweptRecords = in.readInt();
        sweptCrowds = in.readInt();
    }
}
