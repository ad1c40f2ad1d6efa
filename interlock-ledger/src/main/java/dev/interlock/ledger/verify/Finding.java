package dev.interlock.ledger.verify;

/**
 * One fault of a ledger.
 *
 * @param kind the kind of fault
 * @param first the index of the first entry concerned, or the size for a finding about a checkpoint
 * @param last the index of the last entry concerned; {@code first} if it is one
 * @param problem the fault and its place, in words
 * @param remedy the advice what to do about it
 */
public record Finding(Kind kind, long first, long last, String problem, String remedy) {
    /** The kinds of findings. */
    public enum Kind {
        /** Entries have other bytes than those that the checkpoint was signed for. */
        ENTRY_CHANGED,
        /** A stored tile has other hashes than those that the checkpoint was signed for. */
        TILE_CHANGED,
        /** No checkpoint tells which of the entry and its tile was changed. */
        ENTRY_OR_TILE_CHANGED,
        /** Somewhere in a range entries were changed, removed, added or swapped; or the checkpoint was. */
        RANGE_CHANGED,
        /** An entry is missing. */
        ENTRY_MISSING,
        /** Entries at the end are missing. */
        TAIL_CUT,
        /** A checkpoint is malformed, of another log or not signed by the key. */
        CHECKPOINT_INVALID,
        /** An opening is not what the entry committed to. */
        OPENING_CHANGED,
        /** An opening that the entry committed to is gone. */
        OPENING_MISSING,
        /** A pseudonym leads to another name than that of the party whom the entries mean. */
        NAME_CHANGED,
        /** There is no checkpoint at all. */
        CHECKPOINT_MISSING,
        /** Two signed checkpoints of one size have different roots. */
        HISTORY_SPLIT,
        /** A part cannot be read. */
        UNREADABLE
    }

    static Finding of(Kind kind, long first, long last, String problem) {
        String remedy = switch (kind) {
            case ENTRY_CHANGED, RANGE_CHANGED, ENTRY_MISSING, TAIL_CUT, UNREADABLE, ENTRY_OR_TILE_CHANGED ->
                "restore the ledger from a backup and verify it again; do not rely on these entries until then";
            case TILE_CHANGED -> "the entries are intact; delete the tile, which is recomputed when needed";
            case CHECKPOINT_INVALID ->
                "use the verifier key of this ledger; if it is the right one, restore the checkpoint";
            case OPENING_CHANGED, OPENING_MISSING ->
                "the entry itself is intact; restore its opening from a backup, without which its content cannot be"
                        + " read";
            case NAME_CHANGED ->
                "restore the names from a backup; until then, do not rely on the names of parties in the entries";
            case CHECKPOINT_MISSING -> "restore the checkpoints, or supply one that was kept elsewhere";
            case HISTORY_SPLIT -> "keep both checkpoints: they prove that two histories were signed";
        };
        return new Finding(kind, first, last, problem, remedy);
    }
}
