package dev.interlock.ledger.store;

import dev.interlock.ledger.commitment.PartyName;
import dev.interlock.ledger.store.StoreException.Problem;
import java.io.IOException;
import java.util.List;

/**
 * The store of a ledger. A writer claims an epoch and appends at the size it expects, so that a store can serve one of many
 * nodes with one conditional statement: a writer that decided on other entries than those that are there, or was succeeded by
 * another writer meanwhile, commits nothing. {@code LedgerStoreConformance} in the testkit tests the duties of a store.
 *
 * <p>Writing is for one thread at a time; reading by other threads at the same time is allowed.
 */
public interface LedgerStore extends LedgerReader, AutoCloseable {
    /**
     * Begins an epoch, which ends all earlier ones: their writers can write nothing from then on.
     *
     * @return the epoch, larger than every earlier one of this store, also before a restart
     * @throws StoreException if the medium fails; then the epoch may have begun all the same
     */
    long claim() throws IOException;

    /**
     * Appends all entries or none, with what opens them, and keeps {@code names} and {@code derived} in the same transaction.
     *
     * <p>INVARIANT: when this returns {@link AppendResult.Appended}, the entries survive a crash of the process and of
     * the machine. When it throws, they are there all or not at all.
     *
     * @param expectedSize the size that the ledger had when the writer decided; with another the append is a conflict
     * @param epoch the writer's
     * @param entries at least one
     * @param names the names of parties that no leaf had before; one that is there already, or whose pseudonym is, is a failure
     * @throws StoreException {@link Problem#DEPOSED} if a later epoch has begun; otherwise if the medium fails. What was committed
     *     before stays readable
     */
    AppendResult append(long expectedSize, long epoch, List<Entry> entries, List<PartyName> names, Derived derived)
            throws IOException;

    /** Appends entries that name nobody who was not named before. */
    default AppendResult append(long expectedSize, long epoch, List<Entry> entries, Derived derived)
            throws IOException {
        return append(expectedSize, epoch, entries, List.of(), derived);
    }

    /**
     * Tests whether an append would be durable now, as far as that can be known without one: commits about so many bytes that mean
     * nothing, and leaves nothing of them.
     *
     * @throws StoreException if it would not
     */
    void probe(int bytes) throws IOException;

    /**
     * Keeps tiles and checkpoints of entries that are committed. Those that are there already stay as they are.
     *
     * @throws StoreException {@link Problem#DEPOSED} if a later epoch has begun; otherwise if the medium fails
     */
    void put(long epoch, Derived derived) throws IOException;

    @Override
    void close() throws IOException;
}
