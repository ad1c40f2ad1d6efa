package dev.interlock.ledger.log;

import dev.interlock.ledger.store.StoreException;

/** What opening a ledger came to. */
public sealed interface LedgerOpening {
    /**
     * The stored ledger agrees with its newest checkpoint.
     *
     * @param ledger ready to append; the caller closes it
     */
    record Opened(Ledger ledger) implements LedgerOpening {}

    /**
     * It does not, and nothing may be appended to it. The store stays open, for the caller to close or inspect.
     *
     * @param damage what is wrong
     * @param message in words, with place and remedy
     */
    record Refused(Damage damage, String message) implements LedgerOpening {}

    /** Ways a stored ledger can disagree with its checkpoints. */
    enum Damage {
        /** There are entries, but no checkpoint. */
        CHECKPOINT_MISSING,
        /** The newest checkpoint is malformed, of another log, or not signed by this ledger's key. */
        CHECKPOINT_INVALID,
        /** There are fewer entries than the newest checkpoint says. */
        TRUNCATED,
        /** An entry is missing in the middle. */
        ENTRY_MISSING,
        /** The entries have another root than the newest checkpoint says, or a tile disagrees with its entries. */
        CHANGED
    }

    /** The ledger, or the refusal as an exception. */
    default Ledger orThrow() throws StoreException {
        return switch (this) {
            case Opened(Ledger ledger) -> ledger;
            case Refused(Damage damage, String message) ->
                throw new StoreException(StoreException.Problem.CORRUPT, message);
        };
    }
}
