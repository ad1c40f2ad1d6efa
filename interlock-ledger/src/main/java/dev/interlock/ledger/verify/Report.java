package dev.interlock.ledger.verify;

import dev.interlock.ledger.merkle.Hash;
import java.util.List;

/** The outcome of verifying a ledger. */
public sealed interface Report {
    /**
     * Every entry that a checkpoint covers is as it was signed.
     *
     * @param size the number of entries that were read
     * @param attested the number of them that the newest checkpoint covers; the rest is not signed for yet
     * @param root the root over the attested entries
     * @param checkpoints the number of checkpoints that agreed, those kept elsewhere included
     */
    record Verified(long size, long attested, Hash root, int checkpoints) implements Report {}

    /**
     * The ledger has faults.
     *
     * @param size the number of entries that were read
     * @param findings at least one and at most {@link Verifier#MAX_FINDINGS}: those about single checkpoints, then those about entries
     */
    record Broken(long size, List<Finding> findings) implements Report {
        /** Copies the list. */
        public Broken {
            findings = List.copyOf(findings);
        }
    }
}
