package dev.interlock.engine.clock;

/**
 * The way in which what was recorded before a confirmation of the clock lies in the time from then on. Nobody knows for sure how long ago
 * it was, so that a time of before becomes two: the latest that it can be, and the earliest.
 *
 * @param latestBy to be added for the latest, in milliseconds
 * @param earliestBy to be added for the earliest; never more than that
 */
public record Shift(long latestBy, long earliestBy) {

    public static final Shift NONE = new Shift(0, 0);

    /** The time as it is to be read by what opens with time: windows that leave it out, waits that are over. */
    public long latest(long time) {
        return moved(time, latestBy);
    }

    /** The time as it is to be read by what ends with time: requirements, approvals, deadlines. */
    public long earliest(long time) {
        return moved(time, earliestBy);
    }

    /** A time that never comes stays where it is. */
    private static long moved(long time, long by) {
        return time == Long.MAX_VALUE ? time : time + by;
    }

    Shift plus(Shift other) {
        return new Shift(latestBy + other.latestBy, earliestBy + other.earliestBy);
    }
}
