package dev.interlock.testkit.reference.history;

import dev.interlock.engine.event.LaneEvent;
import dev.interlock.engine.model.Actor;
import java.util.Optional;

/** A break-glass lane, and what became of it so far. */
public final class PastLane {

    public final long number;
    public final Moment firstAt;
    public Optional<LaneEvent.Proposed> proposed = Optional.empty();
    public Optional<LaneEvent.Opened> opened = Optional.empty();
    /** The agent that acts in it, with what was stated of that agent since. */
    public Optional<Actor> actor = Optional.empty();

    public boolean ended;
    /** The time at which it ended; that of its first event before. */
    public Moment endedAt;

    public Optional<LaneEvent.Reviewed> reviewed = Optional.empty();
    public boolean overdue;

    PastLane(long number, Moment firstAt) {
        this.number = number;
        this.firstAt = firstAt;
        this.endedAt = firstAt;
    }

    public boolean unreviewed() {
        return opened.isPresent() && reviewed.isEmpty();
    }
}
