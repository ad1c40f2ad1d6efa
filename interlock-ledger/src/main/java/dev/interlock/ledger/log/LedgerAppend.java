package dev.interlock.ledger.log;

import java.util.List;

/** The outcome of an append to the ledger. */
public sealed interface LedgerAppend {
    /**
     * The entries are in the ledger, durably.
     *
     * @param receipts one for each entry, in order
     */
    record Committed(List<Receipt> receipts) implements LedgerAppend {
        /** Copies the list. */
        public Committed {
            receipts = List.copyOf(receipts);
        }
    }

    /**
     * Nothing was appended, because the ledger has entries that the decision did not see: of another writer, or of an
     * earlier append that failed after its commit. {@link Ledger#catchUp} and decide anew.
     *
     * @param size the size of the store
     */
    record Conflict(long size) implements LedgerAppend {}
}
