package dev.interlock.server.domain;

/** What came of one of several commands that were asked together. */
public sealed interface BatchResult {

    /** It was decided, and the decision is durable. */
    record Answered(Reply reply) implements BatchResult {}

    /** It could not be decided or recorded: deny. */
    record Nothing(UnavailableException why) implements BatchResult {}
}
