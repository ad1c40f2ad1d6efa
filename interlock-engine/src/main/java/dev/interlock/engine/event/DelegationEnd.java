package dev.interlock.engine.event;

/** Why the right to answer in somebody's place ended. */
public enum DelegationEnd {
    /** Its time was over. */
    EXPIRED,
    /** Somebody ended it. */
    ENDED,
    /** Whoever gave or had it is gone, or not in the group any more. */
    GONE
}
