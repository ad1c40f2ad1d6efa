package dev.interlock.testkit.reference.history;

/**
 * A time that an event set or had. Where the clock was confirmed since, it is two in the time of now.
 *
 * @param seq number of the event
 * @param time the time as it was recorded
 */
public record Moment(PastClock clock, long seq, long time) {

    /** The latest that it can be, which is what counts for whatever opens with time. */
    public long latest() {
        return clock.latest(seq, time);
    }

    /** The earliest that it can be, which is what counts for whatever ends with time. */
    public long earliest() {
        return clock.earliest(seq, time);
    }

    /** Another time that the same event set. */
    Moment of(long other) {
        return new Moment(clock, seq, other);
    }
}
