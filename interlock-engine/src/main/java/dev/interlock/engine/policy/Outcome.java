package dev.interlock.engine.policy;

/** What a broken rule leads to, from mild to strict. */
public enum Outcome {
    /** Noted; the call goes on. */
    RECORD,
    /** An independent approval can let the call through. */
    HOLD,
    /** Refused. */
    DENY
}
