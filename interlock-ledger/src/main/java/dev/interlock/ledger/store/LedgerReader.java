package dev.interlock.ledger.store;

import dev.interlock.ledger.merkle.Tile;
import java.io.IOException;
import java.util.Optional;

/** Reads a ledger: its entries, tiles and checkpoints. Nothing that is read is trusted; the verifier checks it. */
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

    /** Takes entries one by one. */
    @FunctionalInterface
    interface EntryVisitor {
        /** The entry at {@code index}; the array is the visitor's to keep. */
        void entry(long index, byte[] leaf) throws IOException;
    }

    /** Takes checkpoints one by one. */
    @FunctionalInterface
    interface CheckpointVisitor {
        /** The next checkpoint. */
        void checkpoint(StoredCheckpoint checkpoint) throws IOException;
    }
}
