package dev.interlock.policy.condition;

/** Whether a condition depends on the call. */
public enum Constancy {
    /** It holds for every call of the tool. */
    ALWAYS,
    /** It holds for no call of the tool: it is false, or it errs. */
    NEVER,
    DEPENDS
}
