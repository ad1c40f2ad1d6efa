package dev.interlock.engine.event;

/** The reason why a lease ended. */
public enum LeaseEnd {
    /** The task of the lease ended, or one above it. */
    TASK_ENDED,
    /** The time of the lease is over, before that of its task. */
    EXPIRED,
    /** An observed call of its holder broke a rule. */
    CONFLICT,
    /** A late link took away a difference that the lease relied on. */
    LATE_LINK,
    /** The owner of its holder, or of a task above, is gone. */
    OWNER_GONE,
    /** The holder is suspended, or an agent above it. */
    SUSPENDED,
    /** A person revoked it, its holder gave it back, or an agent above took it away. */
    BY_HAND,
    /** The lease could not be issued. */
    FAILED
}
