package dev.interlock.ledger.store;

import java.io.IOException;
import java.util.Optional;

/** The store of the newest snapshot. Losing it loses nothing but time. */
public interface SnapshotStore {
    /** Keeps a snapshot; older ones may go. */
    void putSnapshot(Snapshot snapshot) throws IOException;

    /** The newest snapshot, which need not be the one that was kept: whoever loads it compares its digest with the ledger. */
    Optional<Snapshot> latestSnapshot() throws IOException;

    /** Keeps the newest snapshot for whoever looks into it, but as a snapshot no more: it is not what the ledger says. */
    void setAside() throws IOException;
}
