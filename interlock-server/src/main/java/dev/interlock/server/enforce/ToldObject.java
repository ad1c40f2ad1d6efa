package dev.interlock.server.enforce;

import dev.interlock.engine.command.Answer;

/** What became of an object that a source tells of. */
public sealed interface ToldObject {

    /** @param call number of the event */
    record Recorded(long call) implements ToldObject {}

    /** The record shows it already, with all that it is said to belong to: nothing is recorded. */
    record Known() implements ToldObject {}

    /** It would be recorded, if it had not only been tried. */
    record New() implements ToldObject {}

    record Not(Answer.Refused why) implements ToldObject {}
}
