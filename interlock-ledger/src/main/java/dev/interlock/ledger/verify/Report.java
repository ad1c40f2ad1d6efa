package dev.interlock.ledger.verify;

import dev.interlock.ledger.merkle.Hash;
import java.util.List;

/** What verifying a ledger came to. */
public sealed interface Report {
    /**
     * Every entry that a checkpoint covers is as it was signed.
     *
     * @param size how many entries were read
     * @param attested how many of them the newest checkpoint covers; the rest is not signed for yet
     * @param root the root over the attested entries
     * @param checkpoints how many checkpoints agreed, those kept elsewhere included
     */
    record Verified(long size, long attested, Hash root, int checkpoints) implements Report {}

    /**
     * Something is wrong.
     *
     * @param size how many entries were read
     * @param findings at least one; at most {@link Verifier#MAX_FINDINGS}, in the order of the entries
     */
    record Broken(long size, List<Finding> findings) implements Report {
        /** Copies the list. */
        public Broken {
            findings = List.copyOf(findings);
        }
    }
}
