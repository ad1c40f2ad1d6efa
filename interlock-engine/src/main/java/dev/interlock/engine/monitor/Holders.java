package dev.interlock.engine.monitor;

import dev.interlock.engine.kept.KeySlots;
import dev.interlock.engine.table.ActorTable;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * The parties that carried out the duties of one {@code bind} rule on one key: open calls, and the most recent
 * succeeded call of each party. Two calls are kept of a party that is not surely the same as anybody, not even as
 * itself: one to whom the attribute does not apply, and each agent of which it is unknown.
 *
 * <p>A key has one party as long as nobody else acted on it, and more where a break was recorded or excepted. All of
 * them are kept, because a late link may make two parties one, and then a third one counts.
 */
final class Holders implements KeySlots.Kept {

    /**
     * @param value the party: a value of the column, or {@link #unknownOf} an agent
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
                into.succeeded(one.call, one.time, isUnknown(one.value));
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

    /** The party that is an agent of which the attribute is unknown; as every party that is not surely anybody, less than 0. */
    static int unknownOf(int agent) {
        return -ActorTable.unknownOf(agent);
    }

    static boolean isUnknown(int party) {
        return ActorTable.isUnknownOf(-party);
    }

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
        done.add(new Done(call, value, time));
        keepLatest(value);
    }

    /** Keeps the most recent calls of a party that it takes to tell it from others. */
    private void keepLatest(int party) {
        List<Done> all = done.stream().filter(one -> one.value == party).toList();
        int most = party < 0 ? 2 : 1;
        done.removeAll(all.subList(0, Math.max(0, all.size() - most)));
    }

    /** Makes one party of two. */
    void replace(int from, int to) {
        open.replaceAll(one -> one.value == from ? new Open(one.call, to, one.tier) : one);
        done.replaceAll(one -> one.value == from ? new Done(one.call, to, one.time) : one);
        keepLatest(to);
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
