package dev.interlock.ledger.log;

import dev.interlock.ledger.merkle.Hash;
import dev.interlock.ledger.merkle.ProofBuilder;
import dev.interlock.ledger.merkle.TreeHasher;
import dev.interlock.ledger.note.Checkpoint;
import dev.interlock.ledger.note.NoteFormatException;
import dev.interlock.ledger.note.SignedNote;
import dev.interlock.ledger.note.TlogProof;
import dev.interlock.ledger.note.VerifierKey;
import dev.interlock.ledger.store.Entry;
import dev.interlock.ledger.store.LedgerReader;
import dev.interlock.ledger.store.StoreException;
import dev.interlock.ledger.store.StoreException.Problem;
import dev.interlock.ledger.store.StoredCheckpoint;
import dev.interlock.ledger.store.StoredHashes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes proofs from a readable ledger, without its signing key. Each call stands alone; safe for many threads. */
public final class LedgerProofs {
    private LedgerProofs() {}

    /** The inclusion proof of an entry in the ledger's first {@code size} entries. */
    public static List<Hash> inclusion(LedgerReader reader, long index, long size) throws IOException {
        return builder(reader, size).inclusion(index, size);
    }

    /** The proof that the first {@code oldSize} entries begin the first {@code newSize} entries. */
    public static List<Hash> consistency(LedgerReader reader, long oldSize, long newSize) throws IOException {
        return builder(reader, newSize).consistency(oldSize, newSize);
    }

    /** The root of the ledger's first {@code size} entries. */
    public static Hash root(LedgerReader reader, long size) throws IOException {
        return builder(reader, size).root(size);
    }

    /**
     * The single-file evidence for an entry under the newest checkpoint, checked before it is given out. Empty if no
     * checkpoint covers the entry yet.
     *
     * @throws StoreException if the stored ledger does not prove it: it was changed
     */
    public static Optional<TlogProof> evidence(LedgerReader reader, long index, VerifierKey key) throws IOException {
        Optional<StoredCheckpoint> newest = reader.newestCheckpoint();
        return newest.isEmpty() ? Optional.empty() : evidence(reader, index, entry(reader, index), newest.get(), key);
    }

    /** The evidence for an entry under a checkpoint. Empty if that does not cover the entry. */
    static Optional<TlogProof> evidence(
            LedgerReader reader, long index, Optional<Entry> entry, StoredCheckpoint under, VerifierKey key)
            throws IOException {
        try {
            SignedNote note = SignedNote.parse(under.note());
            Checkpoint checkpoint = Checkpoint.parse(note.text());
            if (index < 0 || index >= checkpoint.size()) {
                return Optional.empty();
            }
            if (entry.isEmpty()) {
                throw new StoreException(Problem.CORRUPT, "entry " + index + " is missing");
            }
            TlogProof proof = new TlogProof(Optional.empty(), index, inclusion(reader, index, checkpoint.size()), note);
            return switch (proof.verify(entry.get().leaf(), key)) {
                case TlogProof.Evidence.Included included -> Optional.of(proof);
                case TlogProof.Evidence.Refuted(String reason) ->
                    throw new StoreException(
                            Problem.CORRUPT,
                            "entry " + index + " cannot be proved: " + reason + "; run the verifier on this ledger");
            };
        } catch (NoteFormatException e) {
            throw new StoreException(Problem.CORRUPT, "the newest checkpoint is malformed: " + e.getMessage(), e);
        }
    }

    /** The entry with this index, if it is there. */
    static Optional<Entry> entry(LedgerReader reader, long index) throws IOException {
        List<Entry> entries = new ArrayList<>(1);
        try {
            reader.read(index, index + 1, (at, leaf, opening) -> entries.add(new Entry(leaf, opening)));
        } catch (IllegalArgumentException e) {
            throw new StoreException(Problem.CORRUPT, "entry " + index + " was changed: " + e.getMessage(), e);
        }
        return entries.stream().findFirst();
    }

    private static ProofBuilder builder(LedgerReader reader, long size) {
        TreeHasher hasher = new TreeHasher();
        return new ProofBuilder(new StoredHashes(reader, size, hasher), hasher);
    }
}
