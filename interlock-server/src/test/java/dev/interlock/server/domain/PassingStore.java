package dev.interlock.server.domain;

import dev.interlock.ledger.commitment.PartyName;
import dev.interlock.ledger.merkle.Tile;
import dev.interlock.ledger.store.AppendResult;
import dev.interlock.ledger.store.Derived;
import dev.interlock.ledger.store.Entry;
import dev.interlock.ledger.store.LedgerStore;
import dev.interlock.ledger.store.StoredCheckpoint;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A store in front of another. */
class PassingStore implements LedgerStore {

    private final LedgerStore store;

    PassingStore(LedgerStore store) {
        this.store = store;
    }

    @Override
    public AppendResult append(
            long expectedSize, long epoch, List<Entry> entries, List<PartyName> names, Derived derived)
            throws IOException {
        return store.append(expectedSize, epoch, entries, names, derived);
    }

    @Override
    public long claim() throws IOException {
        return store.claim();
    }

    @Override
    public void probe(int bytes) throws IOException {
        store.probe(bytes);
    }

    @Override
    public void put(long epoch, Derived derived) throws IOException {
        store.put(epoch, derived);
    }

    @Override
    public long size() throws IOException {
        return store.size();
    }

    @Override
    public void read(long from, long to, EntryVisitor visitor) throws IOException {
        store.read(from, to, visitor);
    }

    @Override
    public Optional<Tile> tile(int level, long index) throws IOException {
        return store.tile(level, index);
    }

    @Override
    public Optional<StoredCheckpoint> newestCheckpoint() throws IOException {
        return store.newestCheckpoint();
    }

    @Override
    public void checkpoints(CheckpointVisitor visitor) throws IOException {
        store.checkpoints(visitor);
    }

    @Override
    public Optional<PartyName> name(String pseudonym) throws IOException {
        return store.name(pseudonym);
    }

    @Override
    public void names(NameVisitor visitor) throws IOException {
        store.names(visitor);
    }

    @Override
    public void close() throws IOException {
        store.close();
    }
}
