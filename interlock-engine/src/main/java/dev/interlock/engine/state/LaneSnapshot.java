package dev.interlock.engine.state;

import dev.interlock.engine.event.LaneEvent;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.monitor.CallView;
import dev.interlock.engine.table.Snapshots;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import java.util.function.LongFunction;

/** Break-glass lanes, as a part of a {@link StateSnapshot}; their events are read again from the ledger. */
final class LaneSnapshot {

    private static final long NONE = -1;

    private LaneSnapshot() {}

    static void write(DataOutput out, LaneTable lanes) throws IOException {
        out.writeInt(lanes.all().size());
        for (Lane lane : lanes.all()) {
            out.writeLong(lane.number());
            out.writeLong(lane.openedEvent());
            out.writeLong(lane.endedEvent());
            out.writeLong(lane.reviewedEvent());
            out.writeBoolean(lane.overdue());
            out.writeInt(lane.awaiting.size());
            for (Lane.Awaiting call : lane.awaiting) {
                ViewSnapshot.write(out, call.view());
                Snapshots.write(out, call.created(), call.created().length);
            }
        }
        out.writeInt(lanes.runtimes().size());
        for (Map.Entry<String, Long> runtime : lanes.runtimes().entrySet()) {
            Snapshots.write(out, runtime.getKey());
            out.writeLong(runtime.getValue());
        }
    }

    /** Reads the lanes, after keys and actors. */
    static void read(DataInput in, State state, LongFunction<Recorded> events) throws IOException {
        for (int left = in.readInt(); left > 0; left--) {
            long number = in.readLong();
            long opened = in.readLong();
            Recorded first = events.apply(number);
            Lane lane;
            if (first.event() instanceof LaneEvent.Proposed proposed) {
                lane = new Lane(proposed, first.timeMillis());
            } else if (first.event() instanceof LaneEvent.Opened one) {
                lane = new Lane(one, number, first.timeMillis());
            } else {
                throw unexpected(number);
            }
            lane.move(state.clock.since(number));
            if (opened != NONE && opened != number) {
                Recorded recorded = events.apply(opened);
                if (!(recorded.event() instanceof LaneEvent.Opened event)) {
                    throw unexpected(opened);
                }
                lane.open(event, opened, latest(state, recorded));
            }
            readEnds(in, lane, state, events);
            state.lanes.restore(lane);
            for (int calls = in.readInt(); calls > 0; calls--) {
                CallView view = ViewSnapshot.read(in, state, events);
                lane.awaiting.add(new Lane.Awaiting(view, Snapshots.readInts(in)));
            }
        }
        for (int left = in.readInt(); left > 0; left--) {
            state.lanes.restore(Snapshots.readString(in), in.readLong());
        }
    }

    private static long latest(State state, Recorded recorded) {
        return state.clock.since(recorded.seq()).latest(recorded.timeMillis());
    }

    private static void readEnds(DataInput in, Lane lane, State state, LongFunction<Recorded> events)
            throws IOException {
        long ended = in.readLong();
        long reviewed = in.readLong();
        if (ended != NONE) {
            Recorded recorded = events.apply(ended);
            if (!(recorded.event() instanceof LaneEvent.Ended event)) {
                throw unexpected(ended);
            }
            lane.end(event, ended, latest(state, recorded));
        }
        if (reviewed != NONE) {
            Recorded recorded = events.apply(reviewed);
            if (!(recorded.event() instanceof LaneEvent.Reviewed event)) {
                throw unexpected(reviewed);
            }
            lane.reviewed(event, reviewed, latest(state, recorded));
        }
        lane.overdue(in.readBoolean());
    }

    private static IOException unexpected(long number) {
        return new IOException("event " + number + " is not of the kind that the snapshot expects");
    }
}
