package dev.interlock.engine.event;

import java.util.Locale;

/** A reason to doubt that this ledger is all that was recorded. It is closed until people accept it, or the reason is gone. */
public enum LedgerDoubt {
    /** The data folder was made from a backup: what was recorded after that is missing. */
    RESTORED,
    /** The anchor is gone, though one is used. */
    ANCHOR_MISSING,
    /** The anchor is no signed checkpoint, or its signature is wrong. */
    ANCHOR_DAMAGED,
    /** The anchor is of another ledger, by its name or its key. */
    ANCHOR_FOREIGN,
    /** The ledger has fewer entries than the anchor says. */
    BEHIND_ANCHOR,
    /** The ledger has other entries than those that the anchor was signed for. */
    OTHER_HISTORY,
    /** The ledger has more entries than it had when the last server on it ended, as the anchor says. */
    BEYOND_ANCHOR,
    /** The labels of what agents have read and written are gone, though calls were recorded. */
    LABELS_MISSING;

    /** Whether only people end it: a later start finds nothing of it, and what is lost is lost. */
    public boolean isUntilAccepted() {
        return this == RESTORED || this == LABELS_MISSING;
    }

    /** The word for it, as the record and the API write it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
