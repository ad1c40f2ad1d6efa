package dev.interlock.server.domain;

import dev.interlock.ledger.commitment.PartyName;
import dev.interlock.ledger.store.AppendResult;
import dev.interlock.ledger.store.Derived;
import dev.interlock.ledger.store.Entry;
import dev.interlock.ledger.store.LedgerStore;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A store that appends nothing any more from some moment on: whoever asks it to waits for ever. */
final class StuckStore extends ForwardingStore {

    private final Runnable stopped;
    private volatile boolean stuck;

    /** @param stopped run before an append that never comes back */
    StuckStore(LedgerStore store, Runnable stopped) {
        super(store);
        this.stopped = stopped;
    }

    void stop() {
        stuck = true;
    }

    @Override
    public AppendResult append(
            long expectedSize, long epoch, List<Entry> entries, List<PartyName> names, Derived derived)
            throws IOException {
        if (stuck) {
            stopped.run();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
        return super.append(expectedSize, epoch, entries, names, derived);
    }
}
