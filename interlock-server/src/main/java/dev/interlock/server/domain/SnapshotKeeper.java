package dev.interlock.server.domain;

import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.state.State;
import dev.interlock.engine.state.StateSnapshot;
import dev.interlock.ledger.log.Ledger;
import dev.interlock.ledger.merkle.Hash;
import dev.interlock.ledger.store.Snapshot;
import dev.interlock.ledger.store.SnapshotStore;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The keeper of snapshots. While the domain works, a snapshot is made beside the writer: a thread of its own takes the snapshot before,
 * folds what the ledger has since, and keeps the result, so that no call waits for it. It needs room for a second state meanwhile; where
 * there is none, or no snapshot to begin with, the writer writes its own state, and calls wait for that.
 *
 * <p>The methods are for the writer alone.
 */
final class SnapshotKeeper {

    private static final System.Logger LOG = System.getLogger(SnapshotKeeper.class.getName());

    /**
     * The usual spacing. Reopening folds no more than so many events; 64 bytes of a large state are written in the time in which an
     * event is folded.
     */
    private static final Spacing SPACING = new Spacing(100_000, 64);

    /** The most events that are folded beside the writer, as a multiple of those between two snapshots; with more it stops. */
    private static final long MOST_FOLDED = 4;

    /** The most entries that are read at once: other readers of the ledger wait for these. */
    private static final int STEP = 1_000;

    /** After each step the thread rests for so many times as long as it took, so that calls have the processor. */
    private static final long REST = 3;

    /** A state takes at most about so many times the bytes of its snapshot, the snapshot read and the snapshot written among them. */
    private static final long ROOM_FOR_BYTE = 8;

    private final Ledger ledger;
    private final LedgerReplayer replayer;
    private final SnapshotStore snapshots;
    private final Spacing spacing;
    private final LongSupplier free;
    /** The number of events after which the last snapshot was asked for. */
    private long askedAt;

    private @Nullable Thread beside;
    /** The length of the last snapshot. */
    private volatile long bytes;

    private volatile boolean besideFailed;
    private volatile boolean stopped;

    SnapshotKeeper(Ledger ledger, LedgerReplayer replayer, SnapshotStore snapshots) {
        this(ledger, replayer, snapshots, SPACING, SnapshotKeeper::freeMemory);
    }

    /** @param free the bytes of memory that are left */
    SnapshotKeeper(
            Ledger ledger, LedgerReplayer replayer, SnapshotStore snapshots, Spacing spacing, LongSupplier free) {
        this.ledger = ledger;
        this.replayer = replayer;
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
     * The next snapshot is due so many events after this state.
     *
     * @param snapshotBytes the length of the snapshot that it comes from; 0 if it comes from none
     */
    void startAt(State state, int snapshotBytes) {
        askedAt = state.nextSeq();
        bytes = snapshotBytes;
    }

    /** Keeps a snapshot of the state, which has to be durable, if one is due: most often later, and beside the writer. */
    void keepIfDue(State current) throws IOException {
        if (current.nextSeq() - askedAt < spacing.events(bytes) || running()) {
            return;
        }
        // Set first: a snapshot that cannot be kept is not tried again with every batch.
        askedAt = current.nextSeq();
        if (besideFailed || free.getAsLong() < bytes * ROOM_FOR_BYTE) {
            besideFailed = false;
            keep(current, ledger.root());
        } else {
            keepBeside(current.bundle(), current.nextSeq(), ledger.root());
        }
    }

    private boolean running() {
        return beside != null && beside.isAlive();
    }

    private void keepBeside(Bundle bundle, long size, Hash root) {
        beside = Thread.ofPlatform().daemon().name("interlock-snapshot").start(() -> {
            try {
                State state = replayer.restored(bundle, snapshots).state();
                besideFailed = size - state.nextSeq() > MOST_FOLDED * spacing.events(bytes);
                // in steps that let other readers of the ledger through
                while (state.nextSeq() < size && !besideFailed && !stopped) {
                    long began = System.nanoTime();
                    replayer.catchUp(state, Math.min(size, state.nextSeq() + STEP));
                    LockSupport.parkNanos(REST * (System.nanoTime() - began));
                }
                if (state.nextSeq() == size) {
                    keep(state, root);
                }
            } catch (IOException | RuntimeException e) {
                besideFailed = true;
                LOG.log(System.Logger.Level.WARNING, "a snapshot could not be kept", e);
            }
        });
    }

    private void keep(State state, Hash root) throws IOException {
        byte[] written = StateSnapshot.write(state);
        bytes = written.length;
        snapshots.putSnapshot(
                new Snapshot(state.nextSeq(), root, state.bundle().digest(), StateSnapshot.VERSION, written));
    }

    /** Ends what is done beside the writer, and keeps the last state. */
    void close(State last) throws IOException {
        stop();
        keep(last, ledger.root());
    }

    /** Ends what is done beside the writer. */
    void stop() {
        stopped = true;
        Thread running = beside;
        boolean interrupted = false;
        while (running != null && running.isAlive()) {
            try {
                running.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
