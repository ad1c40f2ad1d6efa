package dev.interlock.engine.policy;

/** The number of objects of a type that an object belongs to, or that a task names. */
public enum Cardinality {
    ONE,
    MANY
}
