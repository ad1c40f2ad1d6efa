package dev.interlock.engine.event;

/** Why a task ended. */
public enum EndReason {
    /** Closed by its agent or by a person. */
    CLOSED,
    CANCELLED,
    /** The duty named by {@code done-when} succeeded. */
    DONE,
    /** Its deadline passed. */
    EXPIRED,
    /** No call for longer than its idle limit. */
    IDLE,
    /** A task above it ended. */
    PARENT_ENDED
}
