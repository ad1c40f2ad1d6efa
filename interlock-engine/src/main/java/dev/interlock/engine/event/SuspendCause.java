package dev.interlock.engine.event;

/** The cause of a suspension. */
public enum SuspendCause {
    /** A person suspended the agent. */
    BY_HAND,
    /** The registry names nobody any more who is accountable for the agent. */
    OWNER_LOST,
    /** The registry does not have the agent any more, and it has tasks. */
    NOT_REGISTERED
}
