package dev.interlock.server.domain;

import dev.interlock.engine.state.State;
import dev.interlock.engine.state.StateSnapshot;
import dev.interlock.ledger.log.Ledger;
import dev.interlock.ledger.store.Snapshot;
import dev.interlock.ledger.store.SnapshotStore;
import java.io.IOException;

/** The schedule of snapshots: says when one of the state is due, and keeps it. Used by the writer alone. */
final class SnapshotSchedule {

    /** A snapshot is kept after so many events, so that reopening folds no more than that, */
    private static final long SNAPSHOT_EVERY = 100_000;

    /** and where the state is large after an event for so many bytes of it: writing them takes as long as folding the event. */
    private static final long BYTES_FOR_EVENT = 64;

    private final Ledger ledger;
    private final SnapshotStore snapshots;
    private long snapshotAt;
    private long snapshotBytes;

    SnapshotSchedule(Ledger ledger, SnapshotStore snapshots) {
        this.ledger = ledger;
        this.snapshots = snapshots;
    }

    /** The next snapshot is due so many events after this state. */
    void startAt(State state) {
        snapshotAt = state.nextSeq();
    }

    boolean isDue(State current) {
        return current.nextSeq() - snapshotAt >= Math.max(SNAPSHOT_EVERY, snapshotBytes / BYTES_FOR_EVENT);
    }

    /** Keeps a snapshot of the state, which has to be durable. */
    void keep(State current) throws IOException {
        // Set first: a snapshot that cannot be kept is not tried again with every batch.
        snapshotAt = current.nextSeq();
        byte[] bytes = StateSnapshot.write(current);
        snapshotBytes = bytes.length;
        snapshots.putSnapshot(new Snapshot(
                current.nextSeq(), ledger.root(), current.bundle().digest(), StateSnapshot.VERSION, bytes));
    }
}
