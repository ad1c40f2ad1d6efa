package dev.interlock.engine.state;

import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.table.Snapshots;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import java.util.function.LongFunction;

/** Plans as a part of a {@link StateSnapshot}; declarations and actors are read again from the ledger. */
final class PlanSnapshot {

    private PlanSnapshot() {}

    static void write(DataOutput out, PlanTable plans) throws IOException {
        out.writeInt(plans.all().size());
        for (TaskPlan plan : plans.all()) {
            out.writeLong(plan.number());
            for (int step = 0; step < plan.declared().steps().size(); step++) {
                out.writeLong(plan.call(step));
                out.writeInt(plan.keys(step).size());
                for (Key key : plan.keys(step)) {
                    Snapshots.write(out, key.toString());
                }
            }
            out.writeInt(plan.names().size());
            for (Map.Entry<Key, Key> name : plan.names().entrySet()) {
                Snapshots.write(out, name.getKey().toString());
                Snapshots.write(out, name.getValue().toString());
            }
        }
    }

    static void read(DataInput in, State state, LongFunction<Recorded> events) throws IOException {
        int count = in.readInt();
        for (int i = 0; i < count; i++) {
            long number = in.readLong();
            if (!(events.apply(number).event() instanceof Event.PlanDeclared declared)) {
                throw new IOException("event " + number + " is not of the kind that the snapshot expects");
            }
            var plan = new TaskPlan(number, declared);
            for (int step = 0; step < declared.steps().size(); step++) {
                long call = in.readLong();
                int keys = in.readInt();
                for (int k = 0; k < keys; k++) {
                    plan.restore(step, Key.parse(Snapshots.readString(in)));
                }
                if (call != 0) {
                    if (!(events.apply(call).event() instanceof Event.CallReserved reserved)) {
                        throw new IOException("event " + call + " is not of the kind that the snapshot expects");
                    }
                    plan.restore(step, call, reserved.actor());
                    if (state.calls.get(call) != null) {
                        state.plans.restoreInFlight(call, declared.task());
                    }
                }
            }
            int names = in.readInt();
            for (int n = 0; n < names; n++) {
                plan.restore(Key.parse(Snapshots.readString(in)), Key.parse(Snapshots.readString(in)));
            }
            state.plans.add(plan);
        }
    }
}
