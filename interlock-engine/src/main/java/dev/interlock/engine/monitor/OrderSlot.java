package dev.interlock.engine.monitor;

import dev.interlock.engine.clock.ClockState;
import dev.interlock.engine.kept.KeySlots;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The state of an {@code order} rule on one key: the first, which has to come before; the thirds, after which it has to
 * come again; and the open calls that rely on it.
 *
 * <p>Certain and open calls are kept apart, so that a failed call uncovers what was there before.
 */
final class OrderSlot implements KeySlots.Kept {

    private static final long NEVER = -1;

    /** @param tier rank of the call's tier */
    record Relying(long call, int tier) {}

    /** Open thirds that have the key among their own, in no particular order. */
    final List<Long> openThirds = new ArrayList<>(0);
    /** Open calls that are in order, ascending. */
    final List<Relying> relying = new ArrayList<>(0);

    /** The first that was reserved last of those that succeeded, and the time of its reservation. */
    private long first = NEVER;

    private long firstTime;
    /**
     * The latest first, and its time, of those that no succeeded third makes worthless. A first that was reserved earlier can stand in for
     * neither.
     */
    private long good = NEVER;

    private long goodTime;
    /**
     * The third that settled last of those that succeeded, and the one before it, each with the number of its
     * settlement and its time.
     */
    private long third = NEVER;

    private long thirdSettled = NEVER;
    private long thirdTime;
    private long thirdBefore = NEVER;
    private long thirdBeforeSettled = NEVER;
    private long thirdBeforeTime;

    /** Notes a third that settled: every first that was reserved before is worthless, except the same call. */
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

    /** Notes a first that succeeded. A call that is also a third is noted as a third before. */
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

    boolean hasFirst(long after, ClockState clock) {
        return first != NEVER && clock.earliest(first, firstTime) > after;
    }

    /** Returns whether there is a first after the time that no settled third makes worthless. */
    boolean hasGoodFirst(long after, ClockState clock) {
        return good != NEVER && clock.earliest(good, goodTime) > after;
    }

    /** The first that was reserved last of those that no settled third on this key makes worthless. */
    long goodFirst() {
        return good;
    }

    /** The first that was reserved last. */
    long lastFirst() {
        return first;
    }

    /** Returns whether a settled third, other than the first itself, may have taken effect after the first. */
    boolean makesWorthless(long aFirst) {
        return (third == aFirst ? thirdBeforeSettled : thirdSettled) > aFirst;
    }

    /** Finds the third that settled last, other than the first itself. */
    void lastThirdBut(long aFirst, Latest into) {
        if (third != aFirst && third != NEVER) {
            into.succeeded(third, thirdTime);
        } else if (third != NEVER && thirdBefore != NEVER) {
            into.succeeded(thirdBefore, thirdBeforeTime);
        }
    }

    /** Finds the third that settled last, if after the time. */
    void lastThird(long after, Latest into) {
        if (third != NEVER && thirdTime > after) {
            into.succeeded(third, thirdTime);
        }
    }

    /**
     * Forgets a first that lies at or before the time, as if it had never been; and thirds, since what was reserved before
     * them is outside the window, too. Without a window thirds are never forgotten, because a late link may make them
     * count for a first on another key.
     */
    @Override
    public void expire(long time) {
        if (firstTime <= time) {
            first = NEVER;
            good = NEVER;
        }
        if (thirdTime <= time) {
            third = NEVER;
            thirdSettled = NEVER;
            thirdTime = 0;
            thirdBefore = NEVER;
            thirdBeforeSettled = NEVER;
            thirdBeforeTime = 0;
        }
    }

    @Override
    public boolean isSpent(long expired) {
        return (first == NEVER || firstTime <= expired)
                && (third == NEVER || thirdTime <= expired)
                && openThirds.isEmpty()
                && relying.isEmpty();
    }

    void leave(long call) {
        openThirds.remove(call);
        relying.removeIf(other -> other.call() == call);
    }

    @Override
    public void write(DataOutput out) throws IOException {
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

    @Override
    public void read(DataInput in) throws IOException {
        int thirds = in.readInt();
        for (int i = 0; i < thirds; i++) {
            openThirds.add(in.readLong());
        }
        int calls = in.readInt();
        for (int i = 0; i < calls; i++) {
            relying.add(new Relying(in.readLong(), in.readInt()));
        }
        first = in.readLong();
        firstTime = in.readLong();
        good = in.readLong();
        goodTime = in.readLong();
        third = in.readLong();
        thirdSettled = in.readLong();
        thirdTime = in.readLong();
        thirdBefore = in.readLong();
        thirdBeforeSettled = in.readLong();
        thirdBeforeTime = in.readLong();
    }
}
