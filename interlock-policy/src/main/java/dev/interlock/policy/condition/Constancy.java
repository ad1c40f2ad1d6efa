package dev.interlock.policy.condition;

/** The dependence of a condition on the call. */
public enum Constancy {
    /** The condition holds for every call of the tool. */
    ALWAYS,
    /** The condition holds for no call of the tool. */
    NEVER,
    /** The condition errs for every call of the tool. */
    ERRS,
    DEPENDS
}
