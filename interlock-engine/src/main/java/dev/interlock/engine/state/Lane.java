package dev.interlock.engine.state;

import dev.interlock.engine.clock.Shift;
import dev.interlock.engine.event.EndReason;
import dev.interlock.engine.event.LaneEvent;
import dev.interlock.engine.model.LaneScope;
import dev.interlock.engine.monitor.CallView;
import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A break-glass lane, from the proposal to the review. Changed only by the fold. */
public final class Lane {

    /** The standing of a lane. */
    public enum Status {
        PROPOSED,
        /** The proposal ended before anybody confirmed it. */
        WITHDRAWN,
        OPEN,
        /** The lane has ended, and waits for its review. */
        ENDED,
        ACCEPTED,
        DISPUTED
    }

    /**
     * A call of the lane that succeeded, and meets no requirement until somebody accepts it.
     *
     * @param created numbers of the created objects in the key table
     */
    record Awaiting(CallView view, int[] created) {}

    private final long number;
    private final LaneEvent.@Nullable Proposed proposed;
    private long sinceMillis;
    private LaneEvent.@Nullable Opened opened;
    private long openedMillis;
    // numbers of the events, for snapshots; -1 before they happened
    private long openedEvent = -1;
    private long endedEvent = -1;
    private long reviewedEvent = -1;
    private @Nullable EndReason end;
    private long endedMillis;
    private LaneEvent.@Nullable Reviewed review;
    private long reviewedMillis;
    private boolean overdue;
    final TreeSet<Awaiting> awaiting =
            new TreeSet<>(Comparator.comparingLong(one -> one.view().seq()));

    Lane(LaneEvent.Proposed proposed, long now) {
        this.number = proposed.lane();
        this.proposed = proposed;
        this.sinceMillis = now;
    }

    Lane(LaneEvent.Opened opened, long seq, long now) {
        this.number = opened.lane();
        this.proposed = null;
        this.sinceMillis = now;
        open(opened, seq, now);
    }

    public long number() {
        return number;
    }

    public Status status() {
        if (review != null) {
            return review.accepted() ? Status.ACCEPTED : Status.DISPUTED;
        }
        if (opened == null) {
            return end == null ? Status.PROPOSED : Status.WITHDRAWN;
        }
        return end == null ? Status.OPEN : Status.ENDED;
    }

    /** The proposal; none where one person with a ticket opened it. */
    public Optional<LaneEvent.Proposed> proposed() {
        return Optional.ofNullable(proposed);
    }

    /** The event that opened it. */
    public Optional<LaneEvent.Opened> opened() {
        return Optional.ofNullable(opened);
    }

    public Optional<LaneEvent.Reviewed> review() {
        return Optional.ofNullable(review);
    }

    public String agent() {
        return opened != null ? opened.agent() : required().agent();
    }

    public LaneScope scope() {
        return opened != null ? opened.scope() : required().scope();
    }

    private LaneEvent.Proposed required() {
        if (proposed == null) {
            throw new IllegalStateException("lane " + number + " is neither proposed nor open");
        }
        return proposed;
    }

    /** The time at which the lane was first recorded, in milliseconds since 1970. */
    public long sinceMillis() {
        return sinceMillis;
    }

    /** The time at which the lane was opened, in milliseconds since 1970; meaningless before. */
    public long openedMillis() {
        return openedMillis;
    }

    public Optional<EndReason> end() {
        return Optional.ofNullable(end);
    }

    /** The time at which the lane ended, in milliseconds since 1970; empty before. */
    public OptionalLong endedMillis() {
        return end == null ? OptionalLong.empty() : OptionalLong.of(endedMillis);
    }

    /** The time of the review, in milliseconds since 1970; empty before. */
    public OptionalLong reviewedMillis() {
        return review == null ? OptionalLong.empty() : OptionalLong.of(reviewedMillis);
    }

    /** The wall time by which the lane is to be reviewed; empty before its end, and for one that never opened. */
    public OptionalLong reviewByMillis() {
        return end == null || opened == null
                ? OptionalLong.empty()
                : OptionalLong.of(endedMillis + opened.reviewWithinMillis());
    }

    /** Returns whether it is recorded that nobody reviewed the lane in time. */
    public boolean overdue() {
        return overdue;
    }

    /** Returns whether the lane was opened and nobody has reviewed it. */
    public boolean unreviewed() {
        return opened != null && review == null;
    }

    /** Takes its times as they are to be read from now on: a proposal is over earlier, and a review overdue later. */
    void move(Shift by) {
        sinceMillis = by.earliest(sinceMillis);
        openedMillis = by.latest(openedMillis);
        endedMillis = by.latest(endedMillis);
        reviewedMillis = by.latest(reviewedMillis);
    }

    void open(LaneEvent.Opened event, long seq, long now) {
        opened = event;
        openedEvent = seq;
        openedMillis = now;
    }

    void end(LaneEvent.Ended event, long seq, long now) {
        endedEvent = seq;
        end = event.reason();
        endedMillis = now;
    }

    void reviewed(LaneEvent.Reviewed event, long seq, long now) {
        reviewedEvent = seq;
        review = event;
        reviewedMillis = now;
    }

    /** The number of the event that opened it; -1 before. */
    public long openedEvent() {
        return openedEvent;
    }

    long endedEvent() {
        return endedEvent;
    }

    long reviewedEvent() {
        return reviewedEvent;
    }

    void overdue(boolean isOverdue) {
        overdue = isOverdue;
    }
}
