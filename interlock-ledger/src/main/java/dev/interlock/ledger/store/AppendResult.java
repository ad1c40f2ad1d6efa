package dev.interlock.ledger.store;

/** What an append came to. Failures of the medium are exceptions. */
public sealed interface AppendResult {
    /**
     * All entries are committed and durable, one after the other.
     *
     * @param firstIndex the index of the first of them
     */
    record Appended(long firstIndex) implements AppendResult {}

    /**
     * Nothing was committed: the condition does not hold, or may not.
     *
     * @param size the ledger's size; catch up to it and decide anew
     */
    record Conflict(long size) implements AppendResult {}
}
