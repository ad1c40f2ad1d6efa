package dev.interlock.server.domain;

import dev.interlock.ledger.commitment.PartyName;
import dev.interlock.ledger.store.AppendResult;
import dev.interlock.ledger.store.Derived;
import dev.interlock.ledger.store.Entry;
import dev.interlock.ledger.store.MemoryStore;
import dev.interlock.ledger.store.Snapshot;
import dev.interlock.ledger.store.SnapshotStore;
import dev.interlock.ledger.store.StoreException;
import dev.interlock.ledger.store.StoreException.Problem;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A store in memory whose medium fails as told, and goes on working afterwards. */
public final class FaultyStore extends ForwardingStore implements SnapshotStore {

    /** What becomes of a write. */
    public enum Fate {
        WELL,
        /** No room: nothing is written. */
        FULL,
        /** It is written, and the writer does not learn of it. */
        UNACKNOWLEDGED
    }

    private final MemoryStore store;
    private final Deque<Fate> next = new ArrayDeque<>();
    private Fate fate = Fate.WELL;
    private @Nullable Snapshot planted;
    private Runnable before = () -> {};

    public FaultyStore() {
        this(new MemoryStore());
    }

    private FaultyStore(MemoryStore store) {
        super(store);
        this.store = store;
    }

    /** From now on. */
    public synchronized void all(Fate fate) {
        next.clear();
        this.fate = fate;
    }

    /** The next appends, in order; those after them as before. */
    public synchronized void next(Fate... fates) {
        next.addAll(List.of(fates));
    }

    /** Done once, on the writer's thread, before the next append. */
    public synchronized void beforeAppend(Runnable action) {
        before = action;
    }

    /** Puts a snapshot in the place of the newest. */
    public synchronized void plant(Snapshot snapshot) {
        planted = snapshot;
    }

    public FaultyStore reopen() {
        store.reopen();
        return this;
    }

    @Override
    public synchronized AppendResult append(
            long expectedSize, long epoch, List<Entry> entries, List<PartyName> names, Derived derived)
            throws StoreException {
        Runnable action = before;
        before = () -> {};
        action.run();
        Fate now = next.isEmpty() ? fate : next.poll();
        if (now == Fate.FULL) {
            throw full();
        }
        AppendResult result = store.append(expectedSize, epoch, entries, names, derived);
        if (now == Fate.UNACKNOWLEDGED) {
            throw new StoreException(Problem.IO, "the disk did not answer");
        }
        return result;
    }

    @Override
    public synchronized void probe(int bytes) throws StoreException {
        if (fate == Fate.FULL) {
            throw full();
        }
    }

    @Override
    public synchronized void put(long epoch, Derived derived) throws StoreException {
        if (fate == Fate.FULL) {
            throw full();
        }
        store.put(epoch, derived);
    }

    @Override
    public synchronized void putSnapshot(Snapshot snapshot) throws StoreException {
        if (fate == Fate.FULL) {
            throw full();
        }
        store.putSnapshot(snapshot);
    }

    private static StoreException full() {
        return new StoreException(Problem.FULL, "no room is left");
    }

    @Override
    public synchronized Optional<Snapshot> latestSnapshot() throws StoreException {
        return planted != null ? Optional.of(planted) : store.latestSnapshot();
    }

    @Override
    public synchronized void setAside() throws StoreException {
        planted = null;
        store.setAside();
    }
}
