package dev.interlock.server.render;

import dev.interlock.engine.event.LedgerDoubt;
import dev.interlock.engine.event.LedgerEvent;
import dev.interlock.engine.event.Recorded;
import dev.interlock.server.render.EventLine.Tone;

/** The line of an event about the ledger itself, and the reasons to doubt one in words. */
public final class LedgerLine {

    private static final String INTERLOCK = "interlock";

    private LedgerLine() {}

    static EventLine of(Recorded recorded, LedgerEvent event) {
        String number = Long.toString(recorded.seq());
        return switch (event) {
            case LedgerEvent.SnapshotTaken e ->
                EventLine.line(
                        recorded,
                        number,
                        INTERLOCK,
                        "snapshot",
                        Tone.NEUTRAL,
                        "of " + e.size() + " entries, " + EventLine.shortDigest(e.digest()));
            case LedgerEvent.AnchorUsed e ->
                EventLine.line(recorded, number, INTERLOCK, "anchored", Tone.NEUTRAL, "an anchor is used");
            case LedgerEvent.Closed e ->
                EventLine.line(recorded, number, INTERLOCK, "closed", Tone.BAD, words(e.cause()));
            case LedgerEvent.Reopened e ->
                EventLine.line(recorded, number, INTERLOCK, "reopened", Tone.GOOD, "no more: " + words(e.cause()));
            case LedgerEvent.AcceptanceProposed e ->
                EventLine.line(
                        recorded,
                        Ids.acceptance(e.acceptance()),
                        e.by().name(),
                        "proposed",
                        Tone.WAITING,
                        "accept the ledger" + Phrases.quoted(e.reason()));
            case LedgerEvent.AcceptanceAnswered e ->
                EventLine.line(
                        recorded,
                        number,
                        e.by().name(),
                        e.confirmed() ? "accepted" : "rejected",
                        e.confirmed() ? Tone.GOOD : Tone.BAD,
                        Ids.acceptance(e.acceptance())
                                + (e.singleAdministrator() ? ", single administrator" : "")
                                + Phrases.quoted(e.comment()));
        };
    }

    /** A reason to doubt a ledger, in words. */
    public static String words(LedgerDoubt cause) {
        return switch (cause) {
            case RESTORED -> "the data folder was restored from a backup";
            case ANCHOR_MISSING -> "the anchor is missing, although one is configured";
            case ANCHOR_DAMAGED -> "the anchor is not a signed checkpoint";
            case ANCHOR_FOREIGN -> "the anchor belongs to another ledger";
            case BEHIND_ANCHOR -> "the ledger has fewer entries than the anchor says";
            case OTHER_HISTORY -> "the ledger has different entries from those that the anchor covers";
            case BEYOND_ANCHOR -> "the ledger has more entries than the last server wrote, according to the anchor";
            case LABELS_MISSING -> "the labels of what agents have read are missing";
        };
    }
}
