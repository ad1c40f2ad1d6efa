package dev.interlock.engine.monitor;

import dev.interlock.engine.event.UnknownAttribute;
import dev.interlock.engine.kept.KeySlots;
import dev.interlock.engine.policy.Rule;
import dev.interlock.engine.table.ActorTable;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** The state of a {@code require} rule on one key. */
final class RequireSlot implements KeySlots.Kept {

    private static final long NEVER = -1;

    /** The calls that did each item, ascending, by item. */
    final List<List<Done>> done;
    /** Open calls that may void what was done. */
    final List<Long> openVoids = new ArrayList<>(0);
    /** Open calls that rely on this key, ascending. */
    final List<Long> relying = new ArrayList<>(0);

    private long lastVoidCall = NEVER;
    private long lastVoidSettled = NEVER;
    private long settledBeforeLast = NEVER;

    /**
     * A call that met a requirement: it succeeded, and nothing has voided it yet.
     *
     * @param call its number, which is also that of its reservation
     * @param actor its doer, in the actor table
     * @param reservedAt when it was reserved, the earliest at which it can have happened
     * @param usedBy the open call that used it up; 0 while it is free
     */
    record Done(long call, int actor, long reservedAt, long usedBy) {

        Done usedBy(long user) {
            return new Done(call, actor, reservedAt, user);
        }

        /**
         * The attributes of a level, of the doer and of a requester, that nobody registered; none where the two are independent, or
         * are not in an attribute that is known of both.
         */
        List<UnknownAttribute> unknownAlone(ActorTable actors, int[] requester, int[] level) {
            var unknown = new ArrayList<UnknownAttribute>(0);
            int[] doer = actors.row(actor);
            for (int column : level) {
                if (actors.surelyDiffer(requester[column], doer[column])) {
                    continue;
                }
                int before = unknown.size();
                if (requester[column] == ActorTable.UNKNOWN) {
                    unknown.add(UnknownAttribute.ofCaller(actors.attribute(column)));
                }
                if (doer[column] == ActorTable.UNKNOWN) {
                    unknown.add(UnknownAttribute.of(call, actors.attribute(column)));
                }
                if (unknown.size() == before) {
                    return List.of();
                }
            }
            return unknown;
        }
    }

    RequireSlot(int items) {
        done = new ArrayList<>(items);
        for (int i = 0; i < items; i++) {
            done.add(new ArrayList<>(1));
        }
    }

    /** Adds a call in ascending order, and forgets what is too long ago or what a later one of the same doer stands in for. */
    void add(int number, Done one, Rule.Done item, long now) {
        List<Done> list = done.get(number);
        if (item.withinMillis().isPresent()) {
            list.removeIf(d -> d.reservedAt() <= item.expired(now));
        }
        int at = list.size();
        while (at > 0 && list.get(at - 1).call() > one.call()) {
            at--;
        }
        list.add(at, one);
        if (item.usedOnce()) {
            return;
        }
        if (item.apart().isEmpty()) {
            if (list.size() > 1) {
                list.removeFirst();
            }
            return;
        }
        for (int i = list.size() - 1, seen = 0; i >= 0; i--) {
            if (list.get(i).actor() == one.actor() && seen++ > 0) {
                list.remove(i);
            }
        }
    }

    /** Forgets the calls that were reserved at or before a time, which is outside the windows of all items. */
    @Override
    public void expire(long time) {
        for (var ofItem : done) {
            ofItem.removeIf(d -> d.usedBy() == 0 && d.reservedAt() <= time);
        }
    }

    /** Notes a voiding call that settled: all that was reserved before now, except the call itself, is void. */
    void voided(long call, long settled) {
        if (call != lastVoidCall) {
            settledBeforeLast = lastVoidSettled;
        }
        lastVoidCall = call;
        lastVoidSettled = settled;
        for (var ofItem : done) {
            ofItem.removeIf(d -> d.call() != call && d.call() < settled);
        }
    }

    /**
     * Returns whether a voiding call that is there for this one, other than {@code self}, may have taken effect after
     * {@code seq}.
     */
    boolean voids(CallView by, long seq, long self) {
        for (long open : openVoids) {
            if (open != self && !by.continues(open)) {
                return true;
            }
        }
        return voidForGood(seq, self);
    }

    /**
     * Returns whether a voiding call, other than {@code self}, surely took effect and may have done so after
     * {@code seq}.
     */
    boolean voidForGood(long seq, long self) {
        long latest = lastVoidCall == self ? settledBeforeLast : lastVoidSettled;
        return latest > seq;
    }

    /** The first open call that relies on this key, of those that are there for this one. */
    OptionalLong firstRelying(CallView seenBy) {
        for (long call : relying) {
            if (!seenBy.continues(call)) {
                return OptionalLong.of(call);
            }
        }
        return OptionalLong.empty();
    }

    /** Returns whether nothing is known: {@link #expire} forgets what no window reaches. */
    @Override
    public boolean isSpent(long expired) {
        if (lastVoidSettled != NEVER || !openVoids.isEmpty() || !relying.isEmpty()) {
            return false;
        }
        for (var ofItem : done) {
            if (!ofItem.isEmpty()) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void write(DataOutput out) throws IOException {
        for (var ofItem : done) {
            out.writeInt(ofItem.size());
            for (Done d : ofItem) {
                out.writeLong(d.call());
                out.writeInt(d.actor());
                out.writeLong(d.reservedAt());
                out.writeLong(d.usedBy());
            }
        }
        writeLongs(out, openVoids);
        writeLongs(out, relying);
        out.writeLong(lastVoidCall);
        out.writeLong(lastVoidSettled);
        out.writeLong(settledBeforeLast);
    }

    @Override
    public void read(DataInput in) throws IOException {
        for (var ofItem : done) {
            int count = in.readInt();
            for (int i = 0; i < count; i++) {
                ofItem.add(new Done(in.readLong(), in.readInt(), in.readLong(), in.readLong()));
            }
        }
        readLongs(in, openVoids);
        readLongs(in, relying);
        lastVoidCall = in.readLong();
        lastVoidSettled = in.readLong();
        settledBeforeLast = in.readLong();
    }

    private static void writeLongs(DataOutput out, List<Long> numbers) throws IOException {
        out.writeInt(numbers.size());
        for (long number : numbers) {
            out.writeLong(number);
        }
    }

    private static void readLongs(DataInput in, List<Long> into) throws IOException {
        int count = in.readInt();
        for (int i = 0; i < count; i++) {
            into.add(in.readLong());
        }
    }
}
