package dev.interlock.engine.state;

import dev.interlock.engine.clock.Shift;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.policy.ApprovalLimits;
import dev.interlock.engine.table.Snapshots;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The recent approvals of people, to limit their rate; holds that are alike and were answered with one decision count once. Changed
 * only by the fold; has no more than was approved within the window.
 */
public final class AnswerRates {

    /** By name of the person: the times of their approvals, ascending. */
    private final TreeMap<String, ArrayDeque<Long>> approvals = new TreeMap<>();

    /** The number of approvals by the person within the window that ends at this time. */
    public int within(String person, long now) {
        ArrayDeque<Long> times = approvals.get(person);
        return times == null
                ? 0
                : (int) times.stream().filter(time -> !isOver(time, now)).count();
    }

    void answered(Event.HoldAnswered event, long now) {
        approvals.values().removeIf(times -> {
            while (!times.isEmpty() && isOver(times.getFirst(), now)) {
                times.removeFirst();
            }
            return times.isEmpty();
        });
        if (event.approved() && !event.how().verifier() && event.how().with().isEmpty()) {
            approvals
                    .computeIfAbsent(event.by().name(), name -> new ArrayDeque<>())
                    .add(now);
        }
    }

    void move(Shift by) {
        approvals.replaceAll(
                (person, times) -> times.stream().map(by::latest).collect(Collectors.toCollection(ArrayDeque::new)));
    }

    private static boolean isOver(long time, long now) {
        return time <= now - ApprovalLimits.WINDOW_MILLIS;
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(approvals.size());
        for (Map.Entry<String, ArrayDeque<Long>> person : approvals.entrySet()) {
            Snapshots.write(out, person.getKey());
            out.writeInt(person.getValue().size());
            for (long time : person.getValue()) {
                out.writeLong(time);
            }
        }
    }

    void read(DataInput in) throws IOException {
        int people = in.readInt();
        for (int i = 0; i < people; i++) {
            var times = new ArrayDeque<Long>();
            approvals.put(Snapshots.readString(in), times);
            int count = in.readInt();
            for (int t = 0; t < count; t++) {
                times.add(in.readLong());
            }
        }
    }
}
