package dev.interlock.server.domain;

import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.state.State;
import dev.interlock.engine.state.StateSnapshot;
import dev.interlock.ledger.log.Ledger;
import dev.interlock.ledger.store.Snapshot;
import dev.interlock.ledger.store.SnapshotStore;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

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
    static final Spacing SPACING = new Spacing(100_000, 64, 1_000);

    /** The most events that are folded for a replica, as a multiple of those between two snapshots. */
    private static final long MOST_FOLDED = 4;

    /** After so many events a replica is tried again, where there is none. */
    private static final long AGAIN = 10_000;

    /** A state takes at most about so many times the bytes of its snapshot, the snapshot read and the snapshot written among them. */
    private static final long ROOM_FOR_BYTE = 8;

    /** A domain that ends waits so long for its anchor to cover the entry that names its last snapshot. */
    private static final Duration ANCHORED = Duration.ofSeconds(5);

    /** A snapshot that is written takes so many times its bytes. */
    private static final long ROOM_FOR_WRITING = 3;

    private static final System.Logger LOG = System.getLogger(SnapshotKeeper.class.getName());

    private final Ledger ledger;
    private final Replica replica;
    private final SnapshotStore snapshots;
    private final SnapshotAudit audit;
    private final AnchorKeeper anchor;
    private final Spacing spacing;
    private final LongSupplier free;
    /** The number of events after which the last snapshot was asked for. */
    private long askedAt;
    /** The number of events after which a replica was tried again. */
    private long triedAt;
    /** The length of the last snapshot. */
    private long bytes;
    /** The number of entries that the last snapshot covers. */
    private long lastSize;
    /** A snapshot that was written beside the writer, and is to be named in the ledger. */
    private volatile @Nullable Snapshot written;
    /** Whether the domain was opened with a snapshot that nobody audits, as there is no memory for it. */
    private volatile boolean unaudited;
    /** Whether the audit is over, and there may be room for a replica. */
    private volatile boolean audited;

    /** @param audit audits the snapshot that the domain is opened with */
    SnapshotKeeper(
            Ledger ledger,
            Replica replica,
            SnapshotStore snapshots,
            SnapshotAudit audit,
            AnchorKeeper anchor,
            Spacing spacing) {
        this(ledger, replica, snapshots, audit, anchor, spacing, SnapshotKeeper::freeMemory);
    }

    /** @param free the bytes of memory that are left */
    SnapshotKeeper(
            Ledger ledger,
            Replica replica,
            SnapshotStore snapshots,
            SnapshotAudit audit,
            AnchorKeeper anchor,
            Spacing spacing,
            LongSupplier free) {
        this.ledger = ledger;
        this.replica = replica;
        this.snapshots = snapshots;
        this.audit = audit;
        this.anchor = anchor;
        this.spacing = spacing;
        this.free = free;
    }

    /**
     * The distance between two snapshots.
     *
     * @param events the least
     * @param bytes where the state is large, one event for so many bytes of its snapshot
     * @param atEnd the least at the end of a domain: fewer are folded in no time, and are no reason for one more entry
     */
    record Spacing(long events, long bytes, long atEnd) {
        long events(long snapshotBytes) {
            return Math.max(events, snapshotBytes / bytes);
        }
    }

    private static long freeMemory() {
        Runtime memory = Runtime.getRuntime();
        return memory.maxMemory() - (memory.totalMemory() - memory.freeMemory());
    }

    /**
     * Begins with a state that is durable: the next snapshot is due so many events after it. The snapshot that it comes from is audited.
     * Where there is no room for a replica and an audit, the replica waits for the end of the audit; where there is no room for either, the
     * snapshot is not audited.
     */
    void startAt(State state, SnapshotLoader.Restored restored) {
        askedAt = state.nextSeq();
        triedAt = askedAt;
        bytes = restored.bytes();
        Optional<Snapshot> from = restored.from();
        if (from.isEmpty()) {
            follow(state.bundle());
            return;
        }
        lastSize = from.get().size();
        long room = free.getAsLong() / (bytes * ROOM_FOR_BYTE);
        if (room > 0) {
            audit.begin(from.get(), state.bundle(), state.nextSeq(), () -> audited = true);
        } else {
            unaudited = true;
            LOG.log(
                    System.Logger.Level.WARNING,
                    "there is not enough memory to audit the snapshot that the server started from; give the server"
                            + " more memory");
        }
        if (room != 1) {
            follow(state.bundle());
        }
    }

    /** The warning about a snapshot that nobody audits; empty where there is none. */
    Optional<String> warning() {
        return unaudited
                ? Optional.of(
                        "the snapshot that the server started from is not audited because there is not enough memory,"
                                + " so a snapshot forged together with the ledger would not be noticed; give the server"
                                + " more memory, or run `interlock ledger verify`")
                : Optional.empty();
    }

    /** A replica follows the state under this bundle, if there is room for it. */
    void follow(Bundle bundle) {
        if (free.getAsLong() >= bytes * ROOM_FOR_BYTE) {
            replica.follow(bundle, MOST_FOLDED * spacing.events(bytes));
        }
    }

    /**
     * The snapshot that the ledger is to name now; empty where none is due. It is a snapshot of the state, which has to be durable, or of an
     * earlier one, as it is written beside the writer most often.
     */
    Optional<Snapshot> due(State current) {
        boolean again = current.nextSeq() - triedAt >= AGAIN || audited;
        if (again && !replica.isFollowing() && !replica.isBusy()) {
            audited = false;
            triedAt = current.nextSeq();
            follow(current.bundle());
        }
        Optional<Snapshot> beside = takeWritten();
        if (beside.isPresent() || current.nextSeq() - askedAt < spacing.events(bytes) || replica.isBusy()) {
            return beside;
        }
        // Set first: a snapshot that cannot be kept is not tried again with every batch.
        askedAt = current.nextSeq();
        if (replica.isFollowing() && free.getAsLong() >= bytes * ROOM_FOR_WRITING) {
            replica.keep(snapshot -> written = snapshot);
            return Optional.empty();
        }
        replica.leave();
        return Optional.of(written(current));
    }

    private Optional<Snapshot> takeWritten() {
        Optional<Snapshot> taken = Optional.ofNullable(written);
        taken.ifPresent(snapshot -> written = null);
        return taken;
    }

    /**
     * Keeps a snapshot that the ledger names, beside the writer.
     *
     * @param current the state, in which the entry that names it is the last
     */
    void named(Snapshot snapshot, State current) {
        lastSize = snapshot.size();
        bytes = snapshot.state().length;
        long end = current.nextSeq();
        replica.afterwards(() -> keep(snapshot, end));
        if (!replica.isFollowing()) {
            follow(current.bundle());
        }
    }

    /**
     * The file takes the place of the one before only when nobody can deny that the ledger names it.
     *
     * @param end the number of entries with that which names it
     */
    private void keep(Snapshot snapshot, long end) throws IOException {
        if (anchor.await(end, ANCHORED)) {
            snapshots.putSnapshot(snapshot);
        } else {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "no snapshot was kept because the anchor is behind; the previous snapshot is still used");
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

    /**
     * Ends the replica and the audit.
     *
     * @return a snapshot of the last state, for the ledger to name; empty where few events came after the one before
     */
    Optional<Snapshot> end(State last) {
        stop();
        return last.nextSeq() - lastSize < spacing.atEnd() ? Optional.empty() : Optional.of(written(last));
    }

    /** Keeps the last snapshot, which the ledger names. */
    void keepLast(Snapshot snapshot, State last) throws IOException {
        keep(snapshot, last.nextSeq());
    }

    /** Ends the replica and the audit. */
    void stop() {
        audit.close();
        replica.close();
    }
}
