package dev.interlock.engine.event;

/** The reason why a task ended. */
public enum EndReason {
    /** The task was closed by its agent or by a person. */
    CLOSED,
    CANCELLED,
    /** The duty named by {@code done-when} succeeded. */
    DONE,
    /** The deadline of the task passed. */
    EXPIRED,
    /** The task had no call for longer than its idle limit. */
    IDLE,
    /** A task above it ended. */
    PARENT_ENDED,
    /** The agent of an implicit task is registered with another chain, owner or origin by now. */
    REGISTRATION_CHANGED
}
