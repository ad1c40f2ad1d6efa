package dev.interlock.engine.model;

/**
 * The distance of an act from what the instruction asks for, by a model of the meaning of texts, in thousandths: 0 is the same meaning, 1,000
 * an unrelated one. As a limit, the greatest distances that a rule accepts.
 *
 * @param call of the call, from 0 to 2,000
 * @param task the sum over the compared calls of the task graph, this one included
 */
public record Distance(int call, int task) {

    /** The greatest distance of a call: that of opposite meanings. */
    public static final int GREATEST = 2_000;

    public Distance {
        if (call < 0 || call > GREATEST || task < 0) {
            throw new IllegalArgumentException("not a distance: " + call + ", " + task);
        }
    }

    /** Returns whether the call, or all calls of the task together, are farther away than the limit allows. */
    public boolean exceeds(Distance limit) {
        return call > limit.call() || task > limit.task();
    }
}
