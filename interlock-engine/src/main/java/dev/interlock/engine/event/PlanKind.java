package dev.interlock.engine.event;

/** The answer to a plan at the time of its declaration: whether it can be carried out. */
public enum PlanKind {
    SATISFIABLE,
    UNSATISFIABLE,
    UNKNOWN
}
