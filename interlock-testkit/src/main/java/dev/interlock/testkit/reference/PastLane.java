package dev.interlock.testkit.reference;

import dev.interlock.engine.event.LaneEvent;
import java.util.Optional;

/** A break-glass lane, and what became of it so far. */
final class PastLane {

    final long number;
    final long firstAt;
    Optional<LaneEvent.Proposed> proposed = Optional.empty();
    Optional<LaneEvent.Opened> opened = Optional.empty();
    boolean ended;
    long endedAt;
    Optional<LaneEvent.Reviewed> reviewed = Optional.empty();
    boolean overdue;

    PastLane(long number, long firstAt) {
        this.number = number;
        this.firstAt = firstAt;
    }

    boolean unreviewed() {
        return opened.isPresent() && reviewed.isEmpty();
    }
}
