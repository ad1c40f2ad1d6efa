package dev.interlock.server.enforce;

import dev.interlock.engine.command.Answer;

/** The fate of an object that a source tells of. */
public sealed interface ToldObject {

    /** @param call number of the event */
    record Recorded(long call) implements ToldObject {}

    /** The record shows it already, with all that it is said to belong to: nothing is recorded. */
    record Known() implements ToldObject {}

    /** The object would be recorded, if this were not a dry run. */
    record New() implements ToldObject {}

    record Not(Answer.Refused why) implements ToldObject {}
}
