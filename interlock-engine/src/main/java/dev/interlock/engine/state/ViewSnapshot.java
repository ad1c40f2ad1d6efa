package dev.interlock.engine.state;

import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.monitor.CallView;
import dev.interlock.engine.monitor.CallViewBuilder;
import dev.interlock.engine.table.Snapshots;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.IntStream;

/** A reserved call as monitors see it, as a part of a {@link StateSnapshot}; its facts are read again from the ledger. */
final class ViewSnapshot {

    private ViewSnapshot() {}

    static void write(DataOutput out, CallView view) throws IOException {
        out.writeLong(view.seq());
        int[] undone = view.undone().stream().mapToInt(Integer::intValue).toArray();
        Snapshots.write(out, undone, undone.length);
        out.writeInt(view.actorId());
        out.writeInt(view.direct());
        out.writeInt(view.named());
        out.writeInt(view.belonging());
        out.writeInt(view.objects());
        out.writeInt(view.keys());
        for (int i = 0; i < view.keys(); i++) {
            out.writeInt(view.id(i));
        }
        view.writePortions(out);
        Snapshots.write(out, view.doubtful(), view.doubtful().length);
    }

    /** Reads a call, after keys and actors. */
    static CallView read(DataInput in, State state, LongFunction<Recorded> events) throws IOException {
        long number = in.readLong();
        Recorded recorded = events.apply(number);
        if (!(recorded.event() instanceof Event.CallReserved reserved)) {
            throw new IOException("event " + number + " is not of the kind that the snapshot expects");
        }
        List<Integer> undone = IntStream.of(Snapshots.readInts(in)).boxed().toList();
        CallFacts facts = undone.isEmpty() ? reserved.facts() : reserved.facts().without(undone);
        int actor = in.readInt();
        var builder = new CallViewBuilder(
                number,
                state.clock.steady(state.clock.since(number).latest(recorded.timeMillis())),
                reserved.task(),
                reserved.actor(),
                actor,
                state.actors.row(actor),
                facts,
                state.tier(facts.risk()),
                state.monitors.planOfRecorded(facts));
        int direct = in.readInt();
        int named = in.readInt();
        int belonging = in.readInt();
        int objects = in.readInt();
        int keys = in.readInt();
        for (int k = 0; k <= keys; k++) {
            if (k == direct) {
                builder.endOfDirect();
            }
            if (k == named) {
                builder.endOfNamed();
            }
            if (k == belonging) {
                builder.endOfBelonging();
            }
            if (k == objects) {
                builder.endOfObjects();
            }
            if (k < keys) {
                int id = in.readInt();
                Key key = state.keys.shown(id);
                builder.add(key, state.keys.kindOf(key.kind()), id);
            }
        }
        return builder.undone(undone)
                .readPortions(in)
                .doubtful(Snapshots.readInts(in))
                .build();
    }
}
