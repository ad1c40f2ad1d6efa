package dev.interlock.server.domain;

import dev.interlock.ledger.commitment.PartyName;
import dev.interlock.ledger.store.AppendResult;
import dev.interlock.ledger.store.Derived;
import dev.interlock.ledger.store.Entry;
import dev.interlock.ledger.store.ForwardingReader;
import dev.interlock.ledger.store.LedgerStore;
import java.io.IOException;
import java.util.List;

/** A store that forwards each request to another one. */
class ForwardingStore extends ForwardingReader implements LedgerStore {

    private final LedgerStore store;

    ForwardingStore(LedgerStore store) {
        super(store);
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
    public void close() throws IOException {
        store.close();
    }
}
