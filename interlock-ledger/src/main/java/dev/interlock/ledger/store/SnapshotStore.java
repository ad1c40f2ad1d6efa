package dev.interlock.ledger.store;

import java.io.IOException;
import java.util.Optional;

/** Keeps the newest snapshot. Losing it loses nothing. */
public interface SnapshotStore {
    /** Keeps a snapshot; older ones may go. */
    void putSnapshot(Snapshot snapshot) throws IOException;

    /** The newest snapshot that is undamaged. */
    Optional<Snapshot> latestSnapshot() throws IOException;
}
