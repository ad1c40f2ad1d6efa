package dev.interlock.engine.plan;

/**
 * The limits of the searches, beyond which the answer is unknown.
 *
 * @param steps most open steps that hang together by constraints
 * @param nodes most nodes of one search
 * @param coreNodes most nodes spent on making a core small, over all its searches
 */
public record PlanLimits(int steps, long nodes, long coreNodes) {

    /** The default: twenty steps, and about a second at the worst. */
    public static final PlanLimits DEFAULT = new PlanLimits(20, 200_000, 60_000);
}
