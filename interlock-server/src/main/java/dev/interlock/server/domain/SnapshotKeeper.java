package dev.interlock.server.domain;

import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.state.State;
import dev.interlock.engine.state.StateSnapshot;
import dev.interlock.ledger.log.Ledger;
import dev.interlock.ledger.store.Snapshot;
import dev.interlock.ledger.store.SnapshotStore;
import java.io.IOException;
import java.util.function.LongSupplier;

/**
 * The keeper of snapshots, and of the {@link Replica} that they are written from while the domain works, so that no call waits for them.
 * The replica needs room for a second state; where there is none, or too much to fold for it, the writer writes its own state, and calls
 * wait for that.
 *
 * <p>The methods are for the writer alone.
 */
final class SnapshotKeeper {

    /**
     * The usual spacing. Reopening folds no more than so many events; 64 bytes of a large state are written in the time in which an
     * event is folded.
     */
    private static final Spacing SPACING = new Spacing(100_000, 64);

    /** The most events that are folded for a replica, as a multiple of those between two snapshots. */
    private static final long MOST_FOLDED = 4;

    /** After so many events a replica is tried again, where there is none. */
    private static final long AGAIN = 10_000;

    /** A state takes at most about so many times the bytes of its snapshot, the snapshot read and the snapshot written among them. */
    private static final long ROOM_FOR_BYTE = 8;

    /** A snapshot that is written takes so many times its bytes. */
    private static final long ROOM_FOR_WRITING = 3;

    private final Ledger ledger;
    private final Replica replica;
    private final SnapshotStore snapshots;
    private final Spacing spacing;
    private final LongSupplier free;
    /** The number of events after which the last snapshot was asked for. */
    private long askedAt;
    /** The number of events after which a replica was tried again. */
    private long triedAt;
    /** The length of the last snapshot. */
    private volatile long bytes;

    SnapshotKeeper(Ledger ledger, Replica replica, SnapshotStore snapshots) {
        this(ledger, replica, snapshots, SPACING, SnapshotKeeper::freeMemory);
    }

    /** @param free the bytes of memory that are left */
    SnapshotKeeper(Ledger ledger, Replica replica, SnapshotStore snapshots, Spacing spacing, LongSupplier free) {
        this.ledger = ledger;
        this.replica = replica;
        this.snapshots = snapshots;
        this.spacing = spacing;
        this.free = free;
    }

    /**
     * The distance between two snapshots.
     *
     * @param events the least
     * @param bytes where the state is large, one event for so many bytes of its snapshot
     */
    record Spacing(long events, long bytes) {
        long events(long snapshotBytes) {
            return Math.max(events, snapshotBytes / bytes);
        }
    }

    private static long freeMemory() {
        Runtime memory = Runtime.getRuntime();
        return memory.maxMemory() - (memory.totalMemory() - memory.freeMemory());
    }

    /**
     * The next snapshot is due so many events after this state, which is durable.
     *
     * @param snapshotBytes the length of the snapshot that it comes from; 0 if it comes from none
     */
    void startAt(State state, int snapshotBytes) {
        askedAt = state.nextSeq();
        triedAt = askedAt;
        bytes = snapshotBytes;
        follow(state.bundle());
    }

    /** A replica follows the state under this bundle, if there is room for it. */
    void follow(Bundle bundle) {
        if (free.getAsLong() >= bytes * ROOM_FOR_BYTE) {
            replica.follow(bundle, MOST_FOLDED * spacing.events(bytes));
        }
    }

    /** Keeps a snapshot of the state, which has to be durable, if one is due: most often later, and beside the writer. */
    void keepIfDue(State current) throws IOException {
        if (current.nextSeq() - triedAt >= AGAIN && !replica.isFollowing() && !replica.isBusy()) {
            triedAt = current.nextSeq();
            follow(current.bundle());
        }
        if (current.nextSeq() - askedAt < spacing.events(bytes) || replica.isBusy()) {
            return;
        }
        // Set first: a snapshot that cannot be kept is not tried again with every batch.
        askedAt = current.nextSeq();
        if (replica.isFollowing() && free.getAsLong() >= bytes * ROOM_FOR_WRITING) {
            replica.keep(this::keep);
        } else {
            replica.leave();
            keep(written(current));
            follow(current.bundle());
        }
    }

    private Snapshot written(State state) {
        return new Snapshot(
                state.nextSeq(),
                ledger.root(),
                state.bundle().digest(),
                StateSnapshot.VERSION,
                StateSnapshot.write(state));
    }

    private void keep(Snapshot snapshot) throws IOException {
        bytes = snapshot.state().length;
        snapshots.putSnapshot(snapshot);
    }

    /** Ends the replica, and keeps the last state. */
    void close(State last) throws IOException {
        replica.close();
        keep(written(last));
    }

    /** Ends the replica. */
    void stop() {
        replica.close();
    }
}
