package dev.interlock.engine.event;

/** What an engine confirms of a lease. */
public enum LeaseStep {
    /** What the lease is for exists, and can be used. */
    ISSUED,
    /** It exists no more, and what still used it is cut off. */
    WITHDRAWN
}
