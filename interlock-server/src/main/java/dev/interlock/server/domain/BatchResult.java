package dev.interlock.server.domain;

/** The result of one of several commands that were asked together. */
public sealed interface BatchResult {

    /** The command was decided, and the decision is durable. */
    record Answered(Reply reply) implements BatchResult {}

    /** The command could not be decided or recorded: deny. */
    record Nothing(UnavailableException why) implements BatchResult {}
}
