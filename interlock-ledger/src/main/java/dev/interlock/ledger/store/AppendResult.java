package dev.interlock.ledger.store;

/** The outcome of an append. Failures of the medium, and of a writer whose epoch is over, are exceptions. */
public sealed interface AppendResult {
    /** All entries are committed and durable, one after the other, the first at the size that was expected. */
    record Appended() implements AppendResult {}

    /**
     * Nothing was committed, because the ledger has another size than the writer expected.
     *
     * @param size the ledger's size; catch up to it and decide anew
     */
    record Conflict(long size) implements AppendResult {}
}
