package dev.interlock.server.domain;

import dev.interlock.engine.command.Answer;

/**
 * Watches how the writer is doing. Called by the writer and by those who ask, from many threads at once: it is quick, waits for nobody, and
 * has no say in anything.
 */
public interface Watch {

    /** The watch that does not look. */
    Watch NOBODY = new Watch() {};

    /** A command was answered: decided and, unless it is a plain outcome, recorded durably, so long after it was asked. */
    default void answered(long nanos) {}

    /** A call was denied like one that was recorded a moment ago, and only counted. Called by the writer alone. */
    default void counted(Answer.Deny denial) {}

    /** A command could not be decided or recorded: it is a denial. */
    default void unavailable() {}

    /** A number of entries became durable together; the append took this long. */
    default void appended(int entries, long nanos) {}

    /** The ledger could not be written. */
    default void failed() {}
}
