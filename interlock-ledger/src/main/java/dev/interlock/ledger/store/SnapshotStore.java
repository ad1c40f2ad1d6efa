package dev.interlock.ledger.store;

import java.io.IOException;
import java.util.Optional;

/** The store of the newest snapshot. Losing it loses nothing but time. */
public interface SnapshotStore {
    /** Keeps a snapshot; older ones may go. */
    void putSnapshot(Snapshot snapshot) throws IOException;

    /** The newest snapshot that is undamaged. */
    Optional<Snapshot> latestSnapshot() throws IOException;
}
