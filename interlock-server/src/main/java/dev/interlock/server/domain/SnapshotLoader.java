package dev.interlock.server.domain;

import dev.interlock.engine.event.LedgerEvent;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.state.State;
import dev.interlock.engine.state.StateSnapshot;
import dev.interlock.ledger.store.Snapshot;
import dev.interlock.ledger.store.SnapshotStore;
import java.io.IOException;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Loads the newest snapshot, if it is of this version of the code, of this bundle and of this ledger, and an entry of the ledger names its
 * digest: whoever can write the file alone changes no state. Safe for many threads.
 *
 * <p>INVARIANT: a snapshot is a cache. Whatever is wrong with it costs time and nothing else.
 */
public final class SnapshotLoader {

    private static final System.Logger LOG = System.getLogger(SnapshotLoader.class.getName());

    /** The most entries that are read at once to find the one that names a snapshot. */
    private static final int STEP = 1_000;

    private final LedgerReplayer replayer;
    private final SnapshotStore snapshots;
    private final LongSupplier covered;

    /** Loads what any entry of the ledger names. */
    public SnapshotLoader(LedgerReplayer replayer, SnapshotStore snapshots) {
        this(replayer, snapshots, () -> Long.MAX_VALUE);
    }

    /** @param covered the number of entries that are known outside the data folder, too: the one that names a snapshot is among them */
    SnapshotLoader(LedgerReplayer replayer, SnapshotStore snapshots, LongSupplier covered) {
        this.replayer = replayer;
        this.snapshots = snapshots;
        this.covered = covered;
    }

    /** Folds everything that the ledger has, from the newest snapshot where it fits. */
    public State folded(Bundle bundle) throws IOException {
        State state = restored(bundle).state();
        replayer.catchUp(state, replayer.size());
        return state;
    }

    /**
     * The state that a snapshot holds.
     *
     * @param from the snapshot; empty where none fits, and the state is the empty one
     */
    record Restored(State state, Optional<Snapshot> from) {

        private static Restored nothing(Bundle bundle) {
            return new Restored(State.empty(bundle), Optional.empty());
        }

        /** The length of the snapshot; 0 where there is none. */
        int bytes() {
            return from.map(snapshot -> snapshot.state().length).orElse(0);
        }
    }

    /** The state of the newest snapshot, if it fits; else the empty state. */
    Restored restored(Bundle bundle) {
        try {
            Optional<Snapshot> snapshot = snapshots.latestSnapshot().filter(s -> fits(s, bundle));
            if (snapshot.isEmpty()
                    || snapshot.get().size() > replayer.size()
                    || !replayer.rootAt(snapshot.get().size())
                            .equals(snapshot.get().root())) {
                return Restored.nothing(bundle);
            }
            if (!isNamed(snapshot.get())) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "no entry of the ledger names the newest snapshot, so the whole ledger is replayed; the"
                                + " snapshot was changed, or is from an older version");
                return Restored.nothing(bundle);
            }
            State state = StateSnapshot.read(snapshot.get().state(), bundle, replayer::event);
            if (state.nextSeq() != snapshot.get().size()) {
                throw new IOException("it is the state after " + state.nextSeq() + " entries");
            }
            return new Restored(state, snapshot);
        } catch (IOException | RuntimeException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the newest snapshot cannot be used, so the whole ledger is replayed",
                    e);
            return Restored.nothing(bundle);
        }
    }

    private static boolean fits(Snapshot snapshot, Bundle bundle) {
        return snapshot.codeVersion().equals(StateSnapshot.VERSION)
                && snapshot.bundleDigest().equals(bundle.digest());
    }

    private boolean isNamed(Snapshot snapshot) throws IOException {
        var name = new LedgerEvent.SnapshotTaken(snapshot.size(), snapshot.digest());
        long end = Math.min(replayer.size(), covered.getAsLong());
        boolean[] found = {false};
        long step = 1; // most often it is the next one
        for (long from = snapshot.size(); from < end && !found[0]; from += step) {
            step = Math.min(2 * step, STEP);
            replayer.scan(
                    from,
                    Math.min(end, from + step),
                    recorded -> found[0] |= recorded.event().equals(name));
        }
        return found[0];
    }
}
