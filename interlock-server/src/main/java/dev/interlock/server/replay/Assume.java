package dev.interlock.server.replay;

/** The assumption of a replay about a call that the bundle would have held or denied, although it is in the trace. */
public enum Assume {
    /**
     * The call happened all the same, as the trace says: it counts from then on. Each call is judged against what really happened
     * before it, so that every conflict in the trace is found.
     */
    HAPPENED,
    /**
     * The call was stopped, as the gateway would have done, and everything else went on as before: it counts nowhere. What the agent
     * would have done instead is not known.
     */
    STOPPED
}
