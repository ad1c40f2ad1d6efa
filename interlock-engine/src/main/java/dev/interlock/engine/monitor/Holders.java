package dev.interlock.engine.monitor;

import dev.interlock.engine.table.ActorTable;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * The parties that carried out the duties of one {@code bind} rule on one key: open calls, and the most recent
 * succeeded call of each party. Two calls are kept of parties that are not surely the same as anybody, not even as
 * themselves.
 *
 * <p>A key has one party as long as nobody else acted on it, and more where a break was recorded or excepted. All of
 * them are kept, because a late link may make two parties one, and then a third one counts.
 */
final class Holders implements KeySlots.Kept {

    /**
     * @param value the party, as a value of the column
     * @param tier rank of the call's tier
     */
    record Open(long call, int value, int tier) {}

    private record Done(long call, int value, long time) {}

    private final List<Open> open = new ArrayList<>(1);
    /** Succeeded calls in the order of their settlement. */
    private final List<Done> done = new ArrayList<>(1);

    /** Open calls in the order of their reservation. */
    List<Open> open() {
        return open;
    }

    /** Finds the most recent succeeded call after a time, other than {@code butFor}, that is not by the same party. */
    void latestOther(IntPredicate same, long butFor, long after, Latest into) {
        for (int i = done.size() - 1; i >= 0; i--) {
            Done one = done.get(i);
            if (one.time <= after) {
                return;
            }
            if (one.call != butFor && !same.test(one.value)) {
                into.succeeded(one.call, one.time, one.value == ActorTable.UNKNOWN);
                return;
            }
        }
    }

    /** The party of a call, or {@link #NOT_KEPT}. */
    int valueOf(long call) {
        for (Open one : open) {
            if (one.call == call) {
                return one.value;
            }
        }
        for (Done one : done) {
            if (one.call == call) {
                return one.value;
            }
        }
        return NOT_KEPT;
    }

    static final int NOT_KEPT = Integer.MIN_VALUE;

    void open(long call, int value, int tier) {
        open.add(new Open(call, value, tier));
    }

    /**
     * Takes up a call that succeeded, later than all others.
     *
     * @param expired what settled at or before this time is outside the window
     * @param same whether a party is surely the same
     */
    void succeed(long call, int value, long time, long expired, IntPredicate same) {
        leave(call);
        done.removeIf(one -> one.time <= expired || same.test(one.value));
        if (value < 0) {
            List<Done> unsure = done.stream().filter(one -> one.value < 0).toList();
            if (unsure.size() > 1) {
                done.remove(unsure.getFirst());
            }
        }
        done.add(new Done(call, value, time));
    }

    /** Merges two values of the column, which are one from here on. */
    void merge(ActorTable.Merged values) {
        open.replaceAll(one -> one.value == values.from() ? new Open(one.call, values.to(), one.tier) : one);
        done.replaceAll(one -> one.value == values.from() ? new Done(one.call, values.to(), one.time) : one);
        List<Done> same = done.stream().filter(one -> one.value == values.to()).toList();
        if (same.size() > 1) {
            done.remove(same.getFirst());
        }
    }

    /** Forgets the succeeded calls, which count no more. */
    void forgetSucceeded() {
        done.clear();
    }

    /** Removes the call from the open ones. */
    void leave(long call) {
        open.removeIf(one -> one.call == call);
    }

    @Override
    public boolean isSpent(long expired) {
        return open.isEmpty() && (done.isEmpty() || done.getLast().time <= expired);
    }

    @Override
    public void write(DataOutput out) throws IOException {
        out.writeInt(open.size());
        for (Open one : open) {
            out.writeLong(one.call);
            out.writeInt(one.value);
            out.writeInt(one.tier);
        }
        out.writeInt(done.size());
        for (Done one : done) {
            out.writeLong(one.call);
            out.writeInt(one.value);
            out.writeLong(one.time);
        }
    }

    @Override
    public void read(DataInput in) throws IOException {
        int count = in.readInt();
        for (int i = 0; i < count; i++) {
            open.add(new Open(in.readLong(), in.readInt(), in.readInt()));
        }
        int parties = in.readInt();
        for (int i = 0; i < parties; i++) {
            done.add(new Done(in.readLong(), in.readInt(), in.readLong()));
        }
    }
}
