package dev.interlock.engine.policy;

/** The outcome of a broken rule, from mild to strict. */
public enum Outcome {
    /** The break is noted, and the call goes on. */
    RECORD,
    /** An independent approval can let the call through. */
    HOLD,
    /** The call is refused. */
    DENY
}
