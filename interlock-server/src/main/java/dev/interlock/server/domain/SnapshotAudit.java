package dev.interlock.server.domain;

import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.state.State;
import dev.interlock.engine.state.StateSnapshot;
import dev.interlock.ledger.store.Snapshot;
import dev.interlock.ledger.store.SnapshotStore;
import dev.interlock.ledger.store.StoreException;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The audit of the snapshot that a domain was opened with: once after the start, every entry that the snapshot stands for is read, held
 * against the tree and folded again, on a thread of its own that leaves the processor to calls. A state that is another, an entry that
 * was changed or cannot be folded, or an audit that fails, closes the domain.
 */
final class SnapshotAudit {

    private static final System.Logger LOG = System.getLogger(SnapshotAudit.class.getName());

    /** The most entries that are read at once: other readers of the ledger wait for these. */
    private static final int STEP = 1_000;

    /** After each step the thread rests for so many times as long as it took. */
    private static final long REST = 3;

    private final LedgerReplayer replayer;
    private final SnapshotStore snapshots;
    private final Consumer<String> distrust;
    private @Nullable Thread thread;
    private volatile boolean ended;

    /** @param distrust told why nothing may be decided any more */
    SnapshotAudit(LedgerReplayer replayer, SnapshotStore snapshots, Consumer<String> distrust) {
        this.replayer = replayer;
        this.snapshots = snapshots;
        this.distrust = distrust;
    }

    /**
     * Begins the audit.
     *
     * @param size the number of entries as the domain was opened: what comes after them it decided itself
     * @param done run at the end, unless the audit was ended before
     */
    void begin(Snapshot from, Bundle bundle, long size, Runnable done) {
        Thread auditor = Thread.ofPlatform()
                .daemon()
                .name("interlock-audit")
                .priority(Thread.MIN_PRIORITY)
                .unstarted(() -> run(from, bundle, size, done));
        thread = auditor;
        auditor.start();
    }

    private void run(Snapshot from, Bundle bundle, long size, Runnable done) {
        try {
            audit(from, bundle, size);
            if (!ended) {
                done.run();
            }
        } catch (IOException | RuntimeException | Error e) {
            Exhaustion.endIf(e);
            if (!ended) {
                LOG.log(System.Logger.Level.ERROR, "the audit of the snapshot failed", e);
                distrust.accept("the snapshot that the server started from could not be audited. Entry " + size
                        + " and later entries were decided on the state loaded from it; review them");
            }
        }
    }

    private void audit(Snapshot from, Bundle bundle, long size) throws IOException {
        State state = State.empty(bundle);
        try {
            while (!ended && state.nextSeq() < from.size()) {
                long began = System.nanoTime();
                replayer.catchUp(state, Math.min(from.size(), state.nextSeq() + STEP));
                LockSupport.parkNanos(REST * (System.nanoTime() - began));
            }
        } catch (StoreException e) {
            if (e.problem() != StoreException.Problem.CORRUPT) {
                throw e;
            }
            refute("the ledger was changed: " + e.getMessage(), size);
            return;
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "an entry cannot be replayed", e);
            refute("entry " + state.nextSeq() + " of the ledger is not one that a server writes", size);
            return;
        }
        if (!ended && !Arrays.equals(StateSnapshot.write(state), from.state())) {
            refute(
                    "the snapshot that the server started from contradicts the ledger; it was set aside, so the next"
                            + " start replays the ledger",
                    size);
        }
    }

    /** A snapshot that was refuted is not loaded again: the next start reads the whole ledger before it decides anything. */
    private void refute(String why, long size) throws IOException {
        distrust.accept(
                why + ". Entry " + size + " and later entries were decided on the state loaded from it; review them");
        snapshots.setAside();
    }

    /** Ends the audit, however far it is, and waits for that. */
    void close() {
        ended = true;
        Thread auditor = thread;
        if (auditor != null) {
            LockSupport.unpark(auditor);
            try {
                auditor.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
