package dev.interlock.server.domain;

import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.LedgerEvent;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.state.State;
import dev.interlock.engine.state.StateSnapshot;
import dev.interlock.ledger.commitment.Salts;
import dev.interlock.ledger.log.CheckpointPolicy;
import dev.interlock.ledger.log.Ledger;
import dev.interlock.ledger.note.Ed25519Signer;
import dev.interlock.ledger.store.Derived;
import dev.interlock.ledger.store.Entry;
import dev.interlock.ledger.store.LedgerStore;
import dev.interlock.ledger.store.MemoryStore;
import dev.interlock.ledger.store.Snapshot;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** A snapshot of another state than the ledger's, with the entry that names it: what somebody can do who has the data folder and its key. */
record Forgery(MemoryStore store, Ledger ledger, Bundle bundle, AtomicLong clock) {

    /** The epoch of the first server that opened a store. */
    private static final long FIRST_EPOCH = 1;

    static Forgery of(MemoryStore store, Ed25519Signer signer, Bundle bundle, AtomicLong clock) throws IOException {
        return new Forgery(
                store,
                Ledger.open(store, signer, clock::get, CheckpointPolicy.DEFAULT).orThrow(),
                bundle,
                clock);
    }

    /** Forgets all calls, as if nobody had made one. */
    Snapshot plant() throws IOException {
        State state = State.empty(bundle);
        new LedgerReplayer(store).catchUp(state, ledger.size());
        Snapshot forged = plant(state.timeMillis());
        if (Arrays.equals(StateSnapshot.write(state), forged.state())) {
            throw new AssertionError("the forged state is the ledger's");
        }
        return forged;
    }

    /** The same after the outcome of a call that there is not: who folds the ledger comes to an end there. */
    Snapshot plantBehindWhatCannotBeFolded() throws IOException {
        var outcome = new Event.CallSettled(1_000_000, new Settlement.Succeeded(List.of()));
        append(new Recorded(ledger.size(), clock.get(), bundle.digest(), outcome));
        return plant(clock.get());
    }

    private Snapshot plant(long now) throws IOException {
        long size = ledger.size();
        State other = State.empty(bundle);
        new LedgerReplayer(store).scan(0, size, recorded -> other.apply(withoutCalls(recorded)));
        byte[] forged = StateSnapshot.write(other);
        var snapshot = new Snapshot(size, ledger.root(), bundle.digest(), StateSnapshot.VERSION, forged);
        var naming = new Recorded(size, now, bundle.digest(), new LedgerEvent.SnapshotTaken(size, snapshot.digest()));
        append(naming);
        store.putSnapshot(snapshot);
        ledger.close();
        return snapshot;
    }

    /** Adds an entry to the store behind the back of the server that writes to it: what somebody can do who has the store alone. */
    static void addTo(LedgerStore store, Recorded recorded) throws IOException {
        store.append(recorded.seq(), FIRST_EPOCH, List.of(entry(store, recorded)), List.of(), Derived.NONE);
    }

    private void append(Recorded recorded) throws IOException {
        ledger.append(List.of(entry(store, recorded)));
    }

    private static Entry entry(LedgerStore store, Recorded recorded) throws IOException {
        var leaves = new LeafWriter(store, Salts.random());
        leaves.load();
        return leaves.entry(recorded);
    }

    private static Recorded withoutCalls(Recorded recorded) {
        return recorded.event() instanceof Event.CallDecided || recorded.event() instanceof Event.CallSettled
                ? new Recorded(
                        recorded.seq(), recorded.timeMillis(), recorded.bundle(), new LedgerEvent.SnapshotTaken(1, ""))
                : recorded;
    }
}
