package dev.interlock.engine.event;

import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.ClockReading;

/** Events about the clock of the writer, from which the times of all events come. */
public sealed interface ClockEvent extends Event {

    ClockReading reading();

    /**
     * The clock fits what is recorded, and from here on its reading is what later ones are held against: after another start of the machine,
     * or after a day in which its clocks drifted apart.
     */
    record Agreed(ClockReading reading) implements ClockEvent {}

    /** The wall clock is not believed. From here on what waits for a confirmation stands still, and so does the time of the record. */
    record Doubted(ClockDoubt why, ClockReading reading) implements ClockEvent {}

    /**
     * A person says that the wall clock is right. The event has its time, which may lie before that of the event before.
     *
     * @param atLeastMillis the time that surely passed since the event before, in milliseconds
     * @param atMostMillis the longest time that can have passed since then, in milliseconds
     */
    record Confirmed(Actor by, ClockReading reading, long atLeastMillis, long atMostMillis) implements ClockEvent {}
}
