package dev.interlock.ledger.store;

import dev.interlock.ledger.commitment.PartyName;
import dev.interlock.ledger.merkle.Tile;
import java.io.IOException;
import java.util.Optional;

/** Reads a ledger: its entries with what opens them, tiles and checkpoints. Nothing that is read is trusted; the verifier checks it. */
public interface LedgerReader {
    /** The number of entries; one more than the highest index. */
    long size() throws IOException;

    /**
     * Shows the entries with index in {@code [from, to)}, in order. An entry that is missing is left out, so the caller
     * checks the index.
     *
     * @throws IOException if reading fails, or the visitor throws it
     */
    void read(long from, long to, EntryVisitor visitor) throws IOException;

    /** The tile, complete or (where a reader keeps such) partial. Absent if there is none. */
    Optional<Tile> tile(int level, long index) throws IOException;

    /** The checkpoint of the largest size. */
    Optional<StoredCheckpoint> newestCheckpoint() throws IOException;

    /** Shows all checkpoints, the smallest size first. */
    void checkpoints(CheckpointVisitor visitor) throws IOException;

    /** The name under a pseudonym. Absent if it was removed, or never was here. */
    Optional<PartyName> name(String pseudonym) throws IOException;

    /** Shows the names of all parties that leaves hold under pseudonyms, in no order. */
    void names(NameVisitor visitor) throws IOException;

    /** Returns whether openings and names belong here. An export may have been made without them. */
    default boolean keepsOpenings() {
        return true;
    }

    /** Takes entries one by one. */
    @FunctionalInterface
    interface EntryVisitor {
        /**
         * The entry at {@code index}; the arrays are the visitor's to keep.
         *
         * @param opening the bytes of the opening of what the leaf does not show; without any where there is none
         */
        void entry(long index, byte[] leaf, byte[] opening) throws IOException;
    }

    /** Takes names one by one. */
    @FunctionalInterface
    interface NameVisitor {
        /** The next name. */
        void name(PartyName name) throws IOException;
    }

    /** Takes checkpoints one by one. */
    @FunctionalInterface
    interface CheckpointVisitor {
        /** The next checkpoint. */
        void checkpoint(StoredCheckpoint checkpoint) throws IOException;
    }
}
