package dev.interlock.engine.monitor;

import dev.interlock.engine.table.ActorTable;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Who carried out the duties of one {@code bind} rule on one key: open calls, and of the succeeded ones the most recent and
 * the most recent by somebody else than that. Whoever asks is not surely the same party as one of those two, or as none.
 */
final class Holders implements KeySlots.Kept {

    /** In the place of a call: there is none. */
    static final long NONE = -1;

    /**
     * @param value the party, as a value of the column
     * @param tier rank of the call's tier
     */
    record Open(long call, int value, int tier) {}

    private final List<Open> open = new ArrayList<>(1);
    private int lastValue;
    private long lastCall = NONE;
    private long lastTime;
    private long otherCall = NONE;
    private long otherTime;

    /** Open calls in the order of their reservation. */
    List<Open> open() {
        return open;
    }

    /** The most recent call after the given time that succeeded and is not surely by this party, or {@link #NONE}. */
    long mostRecentOther(int value, long after) {
        if (!ActorTable.surelySame(lastValue, value)) {
            return lastTime > after ? lastCall : NONE;
        }
        return otherTime > after ? otherCall : NONE;
    }

    void open(long call, int value, int tier) {
        open.add(new Open(call, value, tier));
    }

    /** A call succeeded, later than all others. */
    void succeed(long call, int value, long time) {
        leave(call);
        if (!ActorTable.surelySame(lastValue, value)) {
            otherCall = lastCall;
            otherTime = lastTime;
        }
        lastValue = value;
        lastCall = call;
        lastTime = time;
    }

    /** What succeeded counts no more. */
    void forgetSucceeded() {
        lastCall = NONE;
        otherCall = NONE;
    }

    /** The call is open no more. */
    void leave(long call) {
        open.removeIf(one -> one.call == call);
    }

    @Override
    public boolean isSpent(long expired) {
        return open.isEmpty() && (lastCall == NONE || lastTime <= expired);
    }

    @Override
    public void write(DataOutput out) throws IOException {
        out.writeInt(open.size());
        for (Open one : open) {
            out.writeLong(one.call);
            out.writeInt(one.value);
            out.writeInt(one.tier);
        }
        out.writeInt(lastValue);
        out.writeLong(lastCall);
        out.writeLong(lastTime);
        out.writeLong(otherCall);
        out.writeLong(otherTime);
    }

    @Override
    public void read(DataInput in) throws IOException {
        int count = in.readInt();
        for (int i = 0; i < count; i++) {
            open.add(new Open(in.readLong(), in.readInt(), in.readInt()));
        }
        lastValue = in.readInt();
        lastCall = in.readLong();
        lastTime = in.readLong();
        otherCall = in.readLong();
        otherTime = in.readLong();
    }
}
