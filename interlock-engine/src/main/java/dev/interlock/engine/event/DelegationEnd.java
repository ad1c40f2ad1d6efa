package dev.interlock.engine.event;

/** The reason why a delegation ended. */
public enum DelegationEnd {
    /** The time of the delegation was over. */
    EXPIRED,
    /** A person ended it. */
    ENDED,
    /** The person who gave or had it is not registered any more, or not in the group. */
    GONE
}
