package dev.interlock.engine.event;

/** The reason why the wall clock is not believed. */
public enum ClockDoubt {
    /** The wall clock moved by more than a few minutes against boot time. */
    JUMPED,
    /** The wall clock is behind what is recorded. */
    BEHIND,
    /** The wall clock is far ahead of what is recorded, and no boot time tells whether so much time passed. */
    AHEAD
}
