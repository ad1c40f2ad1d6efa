package dev.interlock.engine.event;

/** Why an agent is suspended. */
public enum SuspendCause {
    /** A person did it. */
    BY_HAND,
    /** The registry names nobody any more who is accountable for it. */
    OWNER_LOST,
    /** The registry does not have it any more, and it has tasks. */
    NOT_REGISTERED
}
