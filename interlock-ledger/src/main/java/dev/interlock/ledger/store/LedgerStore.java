package dev.interlock.ledger.store;

import java.io.IOException;
import java.util.List;

/**
 * Where a ledger is kept. The port is shaped for a conditional append in one statement by one of many nodes; a store with
 * one writer fulfils it too. {@code LedgerStoreConformance} in the testkit says what is asked of a store.
 *
 * <p>Writing is for one thread at a time; reading by other threads at the same time is allowed.
 */
public interface LedgerStore extends LedgerReader, AutoCloseable {
    /**
     * Appends all entries or none, if the condition holds, and keeps {@code derived} in the same transaction.
     *
     * <p>INVARIANT: when this returns {@link AppendResult.Appended}, the entries survive a crash of the process and of
     * the machine. When it throws, they are there all or not at all.
     *
     * @param entries at least one
     * @throws StoreException if the medium fails; what was committed before stays readable
     */
    AppendResult append(Condition condition, List<Entry> entries, Derived derived) throws IOException;

    /**
     * Commits about so many bytes that mean nothing, and leaves nothing of them: whether an append would be durable now, as far as that can
     * be known without one.
     *
     * @throws StoreException if it would not
     */
    void probe(int bytes) throws IOException;

    /** Keeps tiles and checkpoints of entries that are committed. What is there already stays as it is. */
    void put(Derived derived) throws IOException;

    @Override
    void close() throws IOException;
}
