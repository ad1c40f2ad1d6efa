package dev.interlock.ledger.log;

import dev.interlock.ledger.store.StoreException;

/** The outcome of opening a ledger. */
public sealed interface LedgerOpening {
    /**
     * The stored ledger agrees with its newest checkpoint.
     *
     * @param ledger ready to append; the caller closes it
     */
    record Opened(Ledger ledger) implements LedgerOpening {}

    /**
     * The stored ledger disagrees with its newest checkpoint, or has none, and nothing may be appended to it. The store stays open,
     * for the caller to close or inspect.
     *
     * @param damage the kind of damage
     * @param message the damage in words, with place and remedy
     */
    record Refused(Damage damage, String message) implements LedgerOpening {}

    /** The ways in which a stored ledger can disagree with its checkpoints. */
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
