package dev.interlock.engine.policy;

/** How many objects of a type belong to another, or to a task. */
public enum Cardinality {
    ONE,
    MANY
}
