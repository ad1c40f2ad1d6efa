package dev.interlock.engine.state;

import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.policy.Outcome;
import java.util.ArrayList;
import java.util.List;

/** A held call whose task has not ended, and how people answered it. Changed only by the fold. */
public final class HoldState {

    /** Where a hold stands. */
    public enum Status {
        OPEN,
        REJECTED,
        /** Its approvals were spent on a reservation. */
        SPENT,
        /** The same call was held again for other reasons. */
        SUPERSEDED,
        /** A late link showed that it rests on a difference that there is not. */
        VOIDED
    }

    /** One answer, with the time at which it was recorded. */
    public record Answered(Event.HoldAnswered event, long timeMillis) {}

    private final Event.CallHeld held;
    private final long heldMillis;
    private final List<Answered> answers = new ArrayList<>(1);
    private final List<Finding> reasons;
    private Status status = Status.OPEN;

    HoldState(Event.CallHeld held, long heldMillis) {
        this.held = held;
        this.heldMillis = heldMillis;
        this.reasons = held.findings().stream()
                .filter(f -> f.outcome() == Outcome.HOLD)
                .toList();
    }

    public long number() {
        return held.hold();
    }

    /** The event that recorded the hold first. */
    public Event.CallHeld held() {
        return held;
    }

    public long heldMillis() {
        return heldMillis;
    }

    public Status status() {
        return status;
    }

    /** Answers in the order of their numbers. */
    public List<Answered> answers() {
        return answers;
    }

    /** The findings that hold the call; others were only recorded with it. */
    public List<Finding> reasons() {
        return reasons;
    }

    void answered(Answered answer) {
        answers.add(answer);
        if (!answer.event().approved()) {
            status = Status.REJECTED;
        }
    }

    void status(Status now) {
        status = now;
    }
}
