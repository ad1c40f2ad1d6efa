package dev.interlock.engine.event;

import dev.interlock.engine.model.Actor;
import java.util.Optional;

/**
 * Events about the ledger itself: what is kept beside it, and whether it is the whole of what was recorded. While it is closed nothing is
 * permitted.
 */
public sealed interface LedgerEvent extends Event {

    /**
     * A snapshot of the state was taken. It counts at a start only if it is named here.
     *
     * @param size the number of entries that it covers
     * @param digest digest of all that is kept of it, {@code sha-256:} and hex
     */
    record SnapshotTaken(long size, String digest) implements LedgerEvent {}

    /** From here on the highest checkpoint is kept outside the data folder: a start without it is no usual one. */
    record AnchorUsed() implements LedgerEvent {}

    /**
     * The ledger is closed: a start found a reason to doubt it.
     *
     * @param anchor digest of what was found in the place of the anchor, {@code sha-256:} and hex; empty where that was nothing
     * @param note the signed checkpoint that was found there, as evidence; empty where it was none
     */
    record Closed(LedgerDoubt cause, Optional<String> anchor, Optional<String> note) implements LedgerEvent {}

    /** A later start found the reason gone, and nobody had to accept anything. */
    record Reopened(LedgerDoubt cause) implements LedgerEvent {}

    /**
     * A person asks that the ledger be accepted as it is. Takes the place of the proposal before.
     *
     * @param acceptance number of this event
     */
    record AcceptanceProposed(long acceptance, Actor by, String reason) implements LedgerEvent {}

    /**
     * Another person confirmed or rejected it. Confirmed, the ledger is open again, and begins a new anchor.
     *
     * @param singleAdministrator one person could do both: nobody independent has looked at it
     */
    record AcceptanceAnswered(long acceptance, boolean confirmed, Actor by, String comment, boolean singleAdministrator)
            implements LedgerEvent {}
}
