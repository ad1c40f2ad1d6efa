package dev.interlock.ledger.merkle;

/** What checking a proof came to. */
public sealed interface ProofResult {
    /** Whether the proof holds. */
    default boolean holds() {
        return this instanceof Holds;
    }

    /** The proof holds. */
    record Holds() implements ProofResult {}

    /**
     * The proof does not hold.
     *
     * @param reason in words, lower case
     */
    record Fails(String reason) implements ProofResult {}
}
