package dev.interlock.engine.event;

/** Why a lease ended. */
public enum LeaseEnd {
    /** Its task ended, or one above it. */
    TASK_ENDED,
    /** Its own time is over, before that of its task. */
    EXPIRED,
    /** What its holder did outside broke a rule. */
    CONFLICT,
    /** A late link took away a difference that it relied on. */
    LATE_LINK,
    /** The owner of its holder, or of a task above, is gone. */
    OWNER_GONE,
    /** Its holder is suspended, or an agent above it. */
    SUSPENDED,
    /** A person revoked it, its holder gave it back, or an agent above took it away. */
    BY_HAND,
    /** It could not be issued. */
    FAILED
}
