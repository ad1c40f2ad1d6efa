package dev.interlock.ledger.merkle;

/** The outcome of checking a proof. */
public sealed interface ProofResult {
    /** Returns whether the proof holds. */
    default boolean holds() {
        return this instanceof Holds;
    }

    /** The proof holds. */
    record Holds() implements ProofResult {}

    /**
     * The proof does not hold.
     *
     * @param reason the reason in words, lower case
     */
    record Fails(String reason) implements ProofResult {}
}
