package dev.interlock.ledger.log;

import dev.interlock.ledger.log.LedgerOpening.Damage;
import dev.interlock.ledger.log.LedgerOpening.Opened;
import dev.interlock.ledger.log.LedgerOpening.Refused;
import dev.interlock.ledger.merkle.Frontier;
import dev.interlock.ledger.merkle.Hash;
import dev.interlock.ledger.merkle.Tile;
import dev.interlock.ledger.merkle.TileMaker;
import dev.interlock.ledger.merkle.TreeHasher;
import dev.interlock.ledger.note.Checkpoint;
import dev.interlock.ledger.note.NoteFormatException;
import dev.interlock.ledger.note.NoteSigner;
import dev.interlock.ledger.note.SignedNote;
import dev.interlock.ledger.store.Derived;
import dev.interlock.ledger.store.LedgerStore;
import dev.interlock.ledger.store.StoreException;
import dev.interlock.ledger.store.StoreException.Problem;
import dev.interlock.ledger.store.StoredCheckpoint;
import dev.interlock.ledger.store.StoredHashes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Opens the ledger in a store; used once. */
final class LedgerOpener {
    private static final String REMEDY =
            "; restore the data folder from a backup, or run the verifier to see the extent of the damage";

    private final LedgerStore store;
    private final NoteSigner signer;
    private final LongSupplier clock;
    private final CheckpointPolicy policy;
    private final TreeHasher hasher = new TreeHasher();
    private final List<Tile> completed = new ArrayList<>();

    LedgerOpener(LedgerStore store, NoteSigner signer, LongSupplier clock, CheckpointPolicy policy) {
        this.store = store;
        this.signer = signer;
        this.clock = clock;
        this.policy = policy;
    }

    LedgerOpening open() throws IOException {
        long size = store.size();
        Optional<StoredCheckpoint> stored = store.newestCheckpoint();
        if (stored.isEmpty()) {
            return size == 0
                    ? fresh()
                    : new Refused(
                            Damage.CHECKPOINT_MISSING,
                            "the ledger has " + size + " entries but no checkpoint, so its checkpoints were removed"
                                    + REMEDY);
        }
        Checkpoint checkpoint;
        try {
            SignedNote note = SignedNote.parse(stored.get().note());
            checkpoint = Checkpoint.parse(note.text());
            Optional<String> problem = problemOf(note, checkpoint, stored.get());
            if (problem.isPresent()) {
                return new Refused(Damage.CHECKPOINT_INVALID, problem.get() + REMEDY);
            }
        } catch (NoteFormatException e) {
            return new Refused(
                    Damage.CHECKPOINT_INVALID, "the newest checkpoint is malformed: " + e.getMessage() + REMEDY);
        }
        if (size < checkpoint.size()) {
            return new Refused(
                    Damage.TRUNCATED,
                    "the ledger has " + size + " entries, but a checkpoint was signed for " + checkpoint.size()
                            + ", so its tail was cut off" + REMEDY);
        }
        try {
            return opened(checkpoint, stored.get(), size);
        } catch (StoreException e) {
            if (e.problem() != Problem.CORRUPT) {
                throw e;
            }
            return new Refused(Damage.ENTRY_MISSING, e.getMessage() + REMEDY);
        }
    }

    private LedgerOpening fresh() throws IOException {
        StoredCheckpoint first = Ledger.signed(0, TreeHasher.EMPTY_ROOT, signer, clock);
        long epoch = store.claim();
        store.put(epoch, new Derived(List.of(), List.of(first)));
        Frontier frontier = new Frontier(hasher, new TileMaker(completed::add));
        return new Opened(ledger(epoch, frontier, first));
    }

    private Optional<String> problemOf(SignedNote note, Checkpoint checkpoint, StoredCheckpoint stored) {
        String origin = signer.verifierKey().name();
        if (!checkpoint.origin().equals(origin)) {
            return Optional.of("the newest checkpoint belongs to `" + checkpoint.origin() + "`, but this ledger is `"
                    + origin + "`; use the key that the ledger was created with");
        }
        if (checkpoint.size() != stored.size()) {
            return Optional.of(
                    "the checkpoint filed under size " + stored.size() + " states size " + checkpoint.size());
        }
        return switch (note.verify(List.of(signer.verifierKey()))) {
            case SignedNote.Verification.Verified verified -> Optional.empty();
            case SignedNote.Verification.Rejected(String reason) ->
                Optional.of("the newest checkpoint is not signed by this ledger's key: " + reason);
        };
    }

    private LedgerOpening opened(Checkpoint checkpoint, StoredCheckpoint stored, long size) throws IOException {
        long attested = checkpoint.size();
        StoredHashes hashes = new StoredHashes(store, attested, hasher);
        TileMaker tiles = TileMaker.at(attested, hashes, completed::add);
        Frontier frontier = Frontier.at(attested, hashes, hasher, tiles);
        Hash root = frontier.root();
        if (!root.equals(checkpoint.root())) {
            return new Refused(
                    Damage.CHANGED,
                    "the first " + attested + " entries have the root " + root.toBase64() + ", but the checkpoint says "
                            + checkpoint.root().toBase64() + ", so an entry or a tile was changed" + REMEDY);
        }
        store.read(attested, size, (index, leaf, opening) -> {
            if (index != frontier.size()) {
                throw new StoreException(Problem.CORRUPT, "entry " + frontier.size() + " is missing");
            }
            frontier.append(hasher.leaf(leaf));
        });
        if (frontier.size() != size) {
            throw new StoreException(Problem.CORRUPT, "entry " + frontier.size() + " is missing");
        }
        List<Tile> pending = new ArrayList<>();
        for (Tile tile : completed) {
            Optional<Tile> kept = store.tile(tile.level(), tile.index());
            if (kept.isEmpty()) {
                pending.add(tile);
            } else if (!kept.get().equals(tile)) {
                return new Refused(
                        Damage.CHANGED, "the entries disagree with " + tile + ", so one of them was changed" + REMEDY);
            }
        }
        // the tile maker goes on adding to this list, which the ledger sends along with its appends
        completed.clear();
        completed.addAll(pending);
        return new Opened(ledger(store.claim(), frontier, stored));
    }

    private Ledger ledger(long epoch, Frontier frontier, StoredCheckpoint newest) {
        return new Ledger(store, epoch, signer, clock, policy, hasher, frontier, completed, newest);
    }
}
