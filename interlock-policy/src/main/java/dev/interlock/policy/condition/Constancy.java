package dev.interlock.policy.condition;

/** Whether a condition depends on the call. */
public enum Constancy {
    /** It holds for every call of the tool. */
    ALWAYS,
    /** It holds for no call of the tool. */
    NEVER,
    /** It errs for every call of the tool. */
    ERRS,
    DEPENDS
}
