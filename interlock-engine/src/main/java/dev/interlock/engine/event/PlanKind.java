package dev.interlock.engine.event;

/** What was known of a plan when it was declared. */
public enum PlanKind {
    SATISFIABLE,
    UNSATISFIABLE,
    UNKNOWN
}
