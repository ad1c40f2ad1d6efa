package dev.interlock.engine.event;

/** The step of a lease that an engine confirms. */
public enum LeaseStep {
    /** The credential of the lease exists, and can be used. */
    ISSUED,
    /** The credential exists no more, and its users are cut off. */
    WITHDRAWN
}
