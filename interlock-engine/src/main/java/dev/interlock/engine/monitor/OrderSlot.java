package dev.interlock.engine.monitor;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What an {@code order} rule knows of one key: the first, which has to come before; the thirds, after which it has to come
 * again; and the open calls that rely on it.
 *
 * <p>What is certain and what is open stand apart, so that a failed call uncovers what was there before.
 */
final class OrderSlot {

    private static final long NEVER = -1;

    /** @param tier rank of the call's tier */
    record Relying(long call, int tier) {}

    /** Open thirds that have the key among their own, in no particular order. */
    final List<Long> openThirds = new ArrayList<>(0);
    /** Open calls that are in order, ascending. */
    final List<Relying> relying = new ArrayList<>(0);

    /** Of the firsts that succeeded, the one that was reserved last; and when that was. */
    private long first = NEVER;

    private long firstTime;
    /** Likewise of those that no succeeded third makes worthless. What was reserved earlier can stand in for neither. */
    private long good = NEVER;

    private long goodTime;
    /** Of the thirds that succeeded, the one that settled last, and the one before it; when, in numbers of events. */
    private long third = NEVER;

    private long thirdSettled = NEVER;
    private long thirdTime;
    private long thirdBefore = NEVER;
    private long thirdBeforeSettled = NEVER;
    private long thirdBeforeTime;

    /** A third settled: every first that was reserved before is worthless, but itself. */
    void third(long call, long settled, long time) {
        thirdBefore = third;
        thirdBeforeSettled = thirdSettled;
        thirdBeforeTime = thirdTime;
        third = call;
        thirdSettled = settled;
        thirdTime = time;
        if (good != call) {
            good = NEVER;
        }
    }

    /** A first succeeded. Where it is also a third, that is told before. */
    void first(long call, long reservedAt) {
        if (call > first) {
            first = call;
            firstTime = reservedAt;
        }
        long voidedAt = call == third ? thirdBeforeSettled : thirdSettled;
        if (call > good && voidedAt < call) {
            good = call;
            goodTime = reservedAt;
        }
    }

    boolean hasFirst(long after) {
        return first != NEVER && firstTime > after;
    }

    /** Whether there is a first after the time that no settled third makes worthless. */
    boolean hasGoodFirst(long after) {
        return good != NEVER && goodTime > after;
    }

    /** Of the firsts that no settled third on this key makes worthless, the one that was reserved last. */
    long goodFirst() {
        return good;
    }

    /** Of the firsts, the one that was reserved last. */
    long lastFirst() {
        return first;
    }

    /** Whether a settled third, but the first itself, may have taken effect after the first. */
    boolean makesWorthless(long aFirst) {
        return (third == aFirst ? thirdBeforeSettled : thirdSettled) > aFirst;
    }

    /** The third that settled last but the first itself. */
    void lastThirdBut(long aFirst, Latest into) {
        if (third != aFirst && third != NEVER) {
            into.succeeded(third, thirdTime);
        } else if (third != NEVER && thirdBefore != NEVER) {
            into.succeeded(thirdBefore, thirdBeforeTime);
        }
    }

    /** The third that settled last, after the time. */
    void lastThird(long after, Latest into) {
        if (third != NEVER && thirdTime > after) {
            into.succeeded(third, thirdTime);
        }
    }

    /** Forgets a first that lies at or before the time: it is as if it had never been. */
    void expireFirst(long expired) {
        if (firstTime <= expired) {
            first = NEVER;
            good = NEVER;
        }
    }

    /**
     * Forgets thirds that lie at or before the time: what was reserved before them is outside the window, too. Without a
     * window they are never forgotten, since a late link may make them count for a first on another key.
     */
    void expireThird(long expired) {
        if (thirdTime <= expired) {
            clearThirds();
        }
    }

    private void clearThirds() {
        third = NEVER;
        thirdSettled = NEVER;
        thirdTime = 0;
        thirdBefore = NEVER;
        thirdBeforeSettled = NEVER;
        thirdBeforeTime = 0;
    }

    void leave(long call) {
        openThirds.remove(call);
        relying.removeIf(other -> other.call() == call);
    }

    /** Whether it knows nothing that a new slot does not know. */
    boolean isBlank() {
        return first == NEVER && third == NEVER && openThirds.isEmpty() && relying.isEmpty();
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(openThirds.size());
        for (long call : openThirds) {
            out.writeLong(call);
        }
        out.writeInt(relying.size());
        for (Relying one : relying) {
            out.writeLong(one.call());
            out.writeInt(one.tier());
        }
        for (long word : new long[] {
            first,
            firstTime,
            good,
            goodTime,
            third,
            thirdSettled,
            thirdTime,
            thirdBefore,
            thirdBeforeSettled,
            thirdBeforeTime
        }) {
            out.writeLong(word);
        }
    }

    static OrderSlot read(DataInput in) throws IOException {
        var slot = new OrderSlot();
        int thirds = in.readInt();
        for (int i = 0; i < thirds; i++) {
            slot.openThirds.add(in.readLong());
        }
        int calls = in.readInt();
        for (int i = 0; i < calls; i++) {
            slot.relying.add(new Relying(in.readLong(), in.readInt()));
        }
        slot.first = in.readLong();
        slot.firstTime = in.readLong();
        slot.good = in.readLong();
        slot.goodTime = in.readLong();
        slot.third = in.readLong();
        slot.thirdSettled = in.readLong();
        slot.thirdTime = in.readLong();
        slot.thirdBefore = in.readLong();
        slot.thirdBeforeSettled = in.readLong();
        slot.thirdBeforeTime = in.readLong();
        return slot;
    }
}
