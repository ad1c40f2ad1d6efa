package dev.interlock.server.breakglass;

import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.LaneEvent;
import dev.interlock.engine.event.LeaseEvent;
import dev.interlock.engine.event.Recorded;
import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Picks out of what was recorded, in order, all that one lane is about: how it was opened, each call with its outcome, each
 * lease, its end and its review. Not thread-safe.
 */
final class LaneRecord {

    private final long lane;
    private OptionalLong task = OptionalLong.empty();
    private final Set<Long> calls = new HashSet<>();
    private final Set<Long> leases = new HashSet<>();

    LaneRecord(long lane) {
        this.lane = lane;
    }

    /** Takes note of an opening that is known already, and is not seen. */
    void opened(LaneEvent.Opened event) {
        task = OptionalLong.of(event.task());
    }

    /** Returns whether the event is one of the lane's. Each event is shown once. */
    boolean see(Recorded recorded) {
        return switch (recorded.event()) {
            case LaneEvent.Opened opened -> {
                boolean its = opened.lane() == lane;
                if (its) {
                    task = OptionalLong.of(opened.task());
                }
                yield its;
            }
            case LaneEvent event -> event.lane() == lane;
            case Event.CallDecided call -> isTask(call.task()) && calls.add(call.call());
            case Event.CallSettled settled -> calls.contains(settled.call());
            case Event.CallConfirmed confirmed -> calls.contains(confirmed.call());
            case Event.CallReconciled reconciled -> calls.contains(reconciled.call());
            case LeaseEvent.Issued issued -> isTask(issued.task()) && leases.add(issued.lease());
            case LeaseEvent lease -> leases.contains(lease.lease());
            // The lane's own events say as much.
            default -> false;
        };
    }

    private boolean isTask(long number) {
        return task.isPresent() && task.getAsLong() == number;
    }
}
