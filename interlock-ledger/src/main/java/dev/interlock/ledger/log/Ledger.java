package dev.interlock.ledger.log;

import dev.interlock.ledger.commitment.PartyName;
import dev.interlock.ledger.merkle.Frontier;
import dev.interlock.ledger.merkle.Growth;
import dev.interlock.ledger.merkle.Hash;
import dev.interlock.ledger.merkle.Tile;
import dev.interlock.ledger.merkle.TreeHasher;
import dev.interlock.ledger.note.Checkpoint;
import dev.interlock.ledger.note.NoteSigner;
import dev.interlock.ledger.note.TlogProof;
import dev.interlock.ledger.note.VerifierKey;
import dev.interlock.ledger.store.AppendResult;
import dev.interlock.ledger.store.Derived;
import dev.interlock.ledger.store.Entry;
import dev.interlock.ledger.store.LedgerReader.EntryVisitor;
import dev.interlock.ledger.store.LedgerStore;
import dev.interlock.ledger.store.StoreException;
import dev.interlock.ledger.store.StoreException.Problem;
import dev.interlock.ledger.store.StoredCheckpoint;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ForkJoinPool;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * A tamper-evident, append-only record: an RFC 9162 tree over the entries of a store, with signed checkpoints. The only
 * maker of {@link Receipt}s. Its name ("origin") is that of the signer's key.
 *
 * <p>One thread appends; the others may ask for sizes and proofs at the same time. Entries are not signed, checkpoints
 * are, outside the append.
 *
 * <p>A failed append leaves the ledger as it was. If its entries were committed all the same, the next append says
 * {@link LedgerAppend.Conflict}.
 */
public final class Ledger implements AutoCloseable {
    /** So many entries or more are hashed beside the commit; for fewer the way to another thread takes longer than hashing them. */
    private static final int HASHED_BESIDE = 64;

    private final LedgerStore store;
    private final long epoch;
    private final NoteSigner signer;
    private final LongSupplier clock;
    private final CheckpointPolicy policy;
    private final TreeHasher hasher;
    private final Frontier frontier;

    /** Complete tiles that no transaction has taken along yet; they are computed again if lost. */
    private final List<Tile> pendingTiles;

    private StoredCheckpoint newest;

    Ledger(
            LedgerStore store,
            long epoch,
            NoteSigner signer,
            LongSupplier clock,
            CheckpointPolicy policy,
            TreeHasher hasher,
            Frontier frontier,
            List<Tile> pendingTiles,
            StoredCheckpoint newest) {
        this.store = store;
        this.epoch = epoch;
        this.signer = signer;
        this.clock = clock;
        this.policy = policy;
        this.hasher = hasher;
        this.frontier = frontier;
        this.pendingTiles = pendingTiles;
        this.newest = newest;
    }

    /**
     * Opens the ledger in {@code store} and checks it against its newest checkpoint: the size, the root at that size, and
     * that nothing is missing after it. A new ledger gets a checkpoint of size 0, so that there is always one.
     * The ledger then has an epoch of its own, and ledgers opened on the same store before can append nothing any more.
     * This is quick; checking every entry is the verifier's work.
     *
     * @param clock milliseconds since 1970, noted beside checkpoints
     */
    public static LedgerOpening open(LedgerStore store, NoteSigner signer, LongSupplier clock, CheckpointPolicy policy)
            throws IOException {
        return new LedgerOpener(store, signer, clock, policy).open();
    }

    static StoredCheckpoint signed(long size, Hash root, NoteSigner signer, LongSupplier clock) {
        Checkpoint checkpoint = new Checkpoint(signer.verifierKey().name(), size, root);
        return new StoredCheckpoint(size, checkpoint.sign(signer).format(), clock.getAsLong());
    }

    /**
     * Appends all entries or none, provided that the store has this ledger's size and no later epoch has begun. A large batch is hashed
     * while the store commits it, as one needs the processor and the other mostly the disk.
     *
     * @throws IOException if the store fails; then the entries may or may not have been committed, all or none of them
     */
    public LedgerAppend append(List<Entry> entries) throws IOException {
        return append(entries, List.of());
    }

    /**
     * Appends entries as {@link #append(List)}, with names of parties that the ledger did not have.
     *
     * @throws IOException if the store fails; then the entries may or may not have been committed, all or none of them
     */
    public synchronized LedgerAppend append(List<Entry> entries, List<PartyName> names) throws IOException {
        Supplier<Growth> growth = growth(entries);
        Derived derived = new Derived(pendingTiles, List.of());
        return switch (store.append(frontier.size(), epoch, entries, names, derived)) {
            case AppendResult.Conflict(long size) -> new LedgerAppend.Conflict(size);
            case AppendResult.Appended appended -> {
                pendingTiles.clear();
                yield new LedgerAppend.Committed(receipts(entries, growth.get()));
            }
        };
    }

    /**
     * The growth of the tree by these entries, which is begun at once on another thread if they are many. If the append fails, nobody asks
     * for it: the other thread comes to its end with a copy that is thrown away.
     */
    private Supplier<Growth> growth(List<Entry> entries) {
        if (entries.size() < HASHED_BESIDE) {
            return () -> grown(new Growth(frontier, hasher), entries);
        }
        Growth growth = new Growth(frontier, new TreeHasher());
        return ForkJoinPool.commonPool().submit(() -> grown(growth, entries))::join;
    }

    private static Growth grown(Growth growth, List<Entry> entries) {
        entries.forEach(entry -> growth.append(entry.leaf()));
        return growth;
    }

    private List<Receipt> receipts(List<Entry> entries, Growth growth) {
        String origin = origin();
        long index = frontier.size();
        frontier.grow(growth);
        List<Receipt> receipts = new ArrayList<>(entries.size());
        for (int i = 0; i < entries.size(); i++) {
            receipts.add(new Receipt(
                    origin,
                    index + i,
                    growth.leafHashes().get(i),
                    entries.get(i).leaf()));
        }
        return receipts;
    }

    /**
     * Takes in the entries that the store has beyond this ledger's size, showing each to the visitor.
     *
     * @return the new size
     */
    public synchronized long catchUp(EntryVisitor visitor) throws IOException {
        long to = store.size();
        store.read(frontier.size(), to, (index, leaf, opening) -> {
            if (index != frontier.size()) {
                throw new StoreException(Problem.CORRUPT, "entry " + frontier.size() + " is missing");
            }
            visitor.entry(index, leaf, opening);
            frontier.append(hasher.leaf(leaf));
        });
        if (frontier.size() < to) {
            throw new StoreException(Problem.CORRUPT, "entry " + frontier.size() + " is missing");
        }
        return frontier.size();
    }

    /** Signs and keeps a checkpoint of the whole ledger, unless the newest one is that already. */
    public synchronized StoredCheckpoint checkpoint() throws IOException {
        if (newest.size() < frontier.size()) {
            StoredCheckpoint checkpoint = signed(frontier.size(), frontier.root(), signer, clock);
            store.put(epoch, new Derived(pendingTiles, List.of(checkpoint)));
            pendingTiles.clear();
            newest = checkpoint;
        }
        return newest;
    }

    /**
     * Signs and keeps a checkpoint if the policy says so. Meant to be called by the appending thread after it has
     * answered for a batch, and now and then while idle.
     */
    public synchronized Optional<StoredCheckpoint> checkpointIfDue() throws IOException {
        long fresh = frontier.size() - newest.size();
        // a clock set back makes a checkpoint due rather than putting it off
        long age = clock.getAsLong() - newest.time();
        boolean due = fresh > 0 && (fresh >= policy.entries() || age >= policy.millis() || age < 0);
        return due ? Optional.of(checkpoint()) : Optional.empty();
    }

    /** The ledger's name. */
    public String origin() {
        return signer.verifierKey().name();
    }

    /** The key that its checkpoints are signed with. */
    public VerifierKey verifierKey() {
        return signer.verifierKey();
    }

    /** The number of entries that the ledger has acknowledged or taken in. */
    public synchronized long size() {
        return frontier.size();
    }

    /** The root over all entries. */
    public synchronized Hash root() {
        return frontier.root();
    }

    /**
     * A signed checkpoint of all entries as of now. It is not kept in the store.
     *
     * @param extensions further lines of it
     */
    public StoredCheckpoint head(List<String> extensions) {
        long size;
        Hash root;
        synchronized (this) {
            size = frontier.size();
            root = frontier.root();
        }
        // signed without the lock, as it takes longer than an append may wait
        Checkpoint checkpoint = new Checkpoint(origin(), size, root, extensions);
        return new StoredCheckpoint(size, checkpoint.sign(signer).format(), clock.getAsLong());
    }

    /** The checkpoint of the largest size. */
    public synchronized StoredCheckpoint newestCheckpoint() {
        return newest;
    }

    /** Shows the entries with index in {@code [from, to)} as they are stored, in order; nothing is checked. */
    public void read(long from, long to, EntryVisitor visitor) throws IOException {
        store.read(from, to, visitor);
    }

    /** The inclusion proof of an entry in the first {@code size} entries. */
    public List<Hash> inclusionProof(long index, long size) throws IOException {
        return LedgerProofs.inclusion(store, index, size);
    }

    /** The proof that the first {@code oldSize} entries begin the first {@code newSize} entries. */
    public List<Hash> consistencyProof(long oldSize, long newSize) throws IOException {
        return LedgerProofs.consistency(store, oldSize, newSize);
    }

    /** The single-file evidence for an entry; signs a checkpoint first if none covers it. */
    public TlogProof evidence(long index) throws IOException {
        if (index < 0 || index >= size()) {
            throw new IllegalArgumentException("there is no entry " + index + " in a ledger of size " + size());
        }
        if (index >= newestCheckpoint().size()) {
            checkpoint();
        }
        return LedgerProofs.evidence(store, index, verifierKey())
                .orElseThrow(() -> new StoreException(Problem.CORRUPT, "the newest checkpoint is missing"));
    }

    /**
     * An entry with its evidence.
     *
     * @param entry the very bytes that the ledger has
     * @param evidence under a signed checkpoint that covers it
     */
    public record Proven(Entry entry, TlogProof evidence) {}

    /**
     * An entry with its evidence: under the newest checkpoint, and where none covers it yet under one that is not kept, so that nothing is
     * written.
     *
     * @throws StoreException if the stored ledger does not prove it: it was changed
     */
    public Proven proven(long index) throws IOException {
        if (index < 0 || index >= size()) {
            throw new IllegalArgumentException("there is no entry " + index + " in a ledger of size " + size());
        }
        StoredCheckpoint kept = newestCheckpoint();
        StoredCheckpoint covering = index < kept.size() ? kept : head(List.of());
        Optional<Entry> entry = LedgerProofs.entry(store, index);
        TlogProof evidence = LedgerProofs.evidence(store, index, entry, covering, verifierKey())
                .orElseThrow(
                        () -> new StoreException(Problem.CORRUPT, "the newest checkpoint belongs to another ledger"));
        return new Proven(entry.orElseThrow(), evidence);
    }

    /** Keeps a checkpoint of everything and closes the store, which is closed also if the checkpoint fails. */
    @Override
    public synchronized void close() throws IOException {
        try (store) {
            checkpoint();
        }
    }
}
