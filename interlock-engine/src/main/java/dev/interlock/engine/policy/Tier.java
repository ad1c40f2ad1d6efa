package dev.interlock.engine.policy;

/**
 * A risk tier.
 *
 * @param rank position in the bundle, 0 is the lowest
 * @param independence level that parties, approvers and doers need when a rule names none
 */
public record Tier(String name, int rank, Level independence, Outcome onConflict, Outcome onMissing) {

    /** The outcome where there is a conflict and something is missing as well: the stricter of the two. */
    public Outcome stricter() {
        return onConflict.compareTo(onMissing) >= 0 ? onConflict : onMissing;
    }
}
