package dev.interlock.ledger.store;

import dev.interlock.ledger.commitment.PartyName;
import dev.interlock.ledger.merkle.Tile;
import dev.interlock.ledger.store.StoreException.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A store in memory, for tests and simulation. Several ledgers can share it, as several nodes share a database: the one that claimed the
 * last epoch writes. Its content survives {@link #crash} as that of a disk would. Safe for many threads.
 */
public final class MemoryStore implements LedgerStore, SnapshotStore {
    /** The fault that the next write meets. */
    public enum Fault {
        /** The medium is full: nothing is written, the store stays usable. */
        FULL,
        /** The process dies before the commit. */
        CRASH_BEFORE_COMMIT,
        /** The process dies after the commit, before the writer learns of it. */
        CRASH_AFTER_COMMIT
    }

    private final List<Entry> entries = new ArrayList<>();
    private final Map<String, PartyName> names = new HashMap<>();
    private final Map<String, Tile> tiles = new HashMap<>();
    private final TreeMap<Long, StoredCheckpoint> checkpoints = new TreeMap<>();
    private @Nullable Snapshot snapshot;
    private @Nullable Fault nextFault;
    private long epoch;
    private boolean closed;

    /** An empty store. */
    public MemoryStore() {}

    /** A store with this content, which need not be a consistent ledger. */
    public MemoryStore(List<byte[]> leaves, List<Tile> tiles, List<StoredCheckpoint> checkpoints) {
        this(leaves.stream().map(leaf -> new Entry(leaf.clone())).toList(), List.of(), tiles, checkpoints);
    }

    /** A store with this content, which need not be a consistent ledger: with what opens its entries, and the names in them. */
    public MemoryStore(
            List<Entry> entries, List<PartyName> names, List<Tile> tiles, List<StoredCheckpoint> checkpoints) {
        this.entries.addAll(entries);
        names.forEach(name -> this.names.put(name.pseudonym(), name));
        tiles.forEach(tile -> this.tiles.put(place(tile.level(), tile.index()), tile));
        checkpoints.forEach(checkpoint -> this.checkpoints.put(checkpoint.size(), checkpoint));
    }

    /** Lets the next write fail. */
    public synchronized void failNext(Fault fault) {
        nextFault = fault;
    }

    /** Opens the store again after {@link #close} or a crash, with all that was committed. */
    public synchronized MemoryStore reopen() {
        closed = false;
        nextFault = null;
        return this;
    }

    /** All tiles, in no order. */
    public synchronized List<Tile> tiles() {
        return List.copyOf(tiles.values());
    }

    @Override
    public synchronized long claim() throws StoreException {
        checkOpen();
        return ++epoch;
    }

    @Override
    public synchronized AppendResult append(
            long expectedSize, long epoch, List<Entry> added, List<PartyName> named, Derived derived)
            throws StoreException {
        checkOpen();
        checkEpoch(epoch);
        if (added.isEmpty()) {
            throw new IllegalArgumentException("nothing to append");
        }
        if (expectedSize != entries.size()) {
            return new AppendResult.Conflict(entries.size());
        }
        checkNew(named);
        Fault fault = takeFault();
        added.forEach(entry ->
                entries.add(new Entry(entry.leaf().clone(), entry.opening().clone())));
        named.forEach(name -> names.put(name.pseudonym(), name));
        keep(derived);
        dieIf(fault);
        return new AppendResult.Appended();
    }

    private void checkNew(List<PartyName> named) throws StoreException {
        for (PartyName name : named) {
            if (names.containsKey(name.pseudonym())
                    || names.values().stream().anyMatch(known -> known.text().equals(name.text()))) {
                throw new StoreException(Problem.IO, "a name or its pseudonym already exists; read the names again");
            }
        }
    }

    @Override
    public synchronized void probe(int bytes) throws StoreException {
        checkOpen();
    }

    @Override
    public synchronized void put(long epoch, Derived derived) throws StoreException {
        checkOpen();
        checkEpoch(epoch);
        Fault fault = takeFault();
        keep(derived);
        dieIf(fault);
    }

    private void keep(Derived derived) {
        derived.tiles().forEach(tile -> tiles.putIfAbsent(place(tile.level(), tile.index()), tile));
        derived.checkpoints().forEach(checkpoint -> checkpoints.putIfAbsent(checkpoint.size(), checkpoint));
    }

    private @Nullable Fault takeFault() throws StoreException {
        Fault fault = nextFault;
        nextFault = null;
        if (fault == Fault.FULL) {
            throw new StoreException(Problem.FULL, "there is no room left; free some space and try again");
        }
        if (fault == Fault.CRASH_BEFORE_COMMIT) {
            crash();
        }
        return fault;
    }

    private void dieIf(@Nullable Fault fault) throws StoreException {
        if (fault == Fault.CRASH_AFTER_COMMIT) {
            crash();
        }
    }

    private void crash() throws StoreException {
        closed = true;
        throw new StoreException(Problem.IO, "the store crashed");
    }

    @Override
    public synchronized long size() throws StoreException {
        checkOpen();
        return entries.size();
    }

    @Override
    public void read(long from, long to, EntryVisitor visitor) throws IOException {
        for (long index = Math.max(0, from); index < to; index++) {
            Entry entry;
            synchronized (this) {
                checkOpen();
                if (index >= entries.size()) {
                    return;
                }
                entry = entries.get((int) index);
            }
            visitor.entry(index, entry.leaf().clone(), entry.opening().clone());
        }
    }

    @Override
    public synchronized Optional<Tile> tile(int level, long index) throws StoreException {
        checkOpen();
        return Optional.ofNullable(tiles.get(place(level, index)));
    }

    @Override
    public synchronized Optional<StoredCheckpoint> newestCheckpoint() throws StoreException {
        checkOpen();
        return Optional.ofNullable(checkpoints.lastEntry()).map(Map.Entry::getValue);
    }

    @Override
    public void checkpoints(CheckpointVisitor visitor) throws IOException {
        List<StoredCheckpoint> all;
        synchronized (this) {
            checkOpen();
            all = List.copyOf(checkpoints.values());
        }
        for (StoredCheckpoint checkpoint : all) {
            visitor.checkpoint(checkpoint);
        }
    }

    @Override
    public synchronized Optional<PartyName> name(String pseudonym) throws StoreException {
        checkOpen();
        return Optional.ofNullable(names.get(pseudonym));
    }

    @Override
    public void names(NameVisitor visitor) throws IOException {
        List<PartyName> all;
        synchronized (this) {
            checkOpen();
            all = List.copyOf(names.values());
        }
        for (PartyName name : all) {
            visitor.name(name);
        }
    }

    /** Puts another opening in the place of that of an entry, as whoever edits a store does; without bytes it is removed. */
    public synchronized void replaceOpening(long index, byte[] opening) {
        entries.set((int) index, new Entry(entries.get((int) index).leaf(), opening));
    }

    /** Takes a name away, as whoever edits a store does. */
    public synchronized void removeName(String pseudonym) {
        names.remove(pseudonym);
    }

    /** Puts a name in the place of the one of its pseudonym, as whoever edits a store does. */
    public synchronized void replaceName(PartyName name) {
        names.put(name.pseudonym(), name);
    }

    @Override
    public synchronized void putSnapshot(Snapshot newest) throws StoreException {
        checkOpen();
        Fault fault = takeFault();
        if (snapshot == null || snapshot.size() <= newest.size()) {
            snapshot = newest;
        }
        dieIf(fault);
    }

    @Override
    public synchronized Optional<Snapshot> latestSnapshot() throws StoreException {
        checkOpen();
        return Optional.ofNullable(snapshot);
    }

    @Override
    public synchronized void setAside() throws StoreException {
        checkOpen();
        snapshot = null;
    }

    @Override
    public synchronized void close() {
        closed = true;
    }

    private void checkOpen() throws StoreException {
        if (closed) {
            throw new StoreException(Problem.CLOSED, "the store is closed");
        }
    }

    private void checkEpoch(long claimed) throws StoreException {
        if (claimed != epoch) {
            throw StoreException.deposed(claimed, epoch);
        }
    }

    private static String place(int level, long index) {
        return level + "/" + index;
    }
}
