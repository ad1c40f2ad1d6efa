package dev.interlock.ledger.verify;

import dev.interlock.ledger.merkle.Hash;
import dev.interlock.ledger.merkle.Tile;
import dev.interlock.ledger.merkle.TreeHasher;
import dev.interlock.ledger.verify.Finding.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;

/** The entries that make one tile, or the first of them, gathered by the thread that reads and then hashed on another one. */
final class LeafBlock {
    private final long first;
    private final Optional<Tile> stored;
    private final boolean opened;
    private final List<byte[]> leaves = new ArrayList<>(Tile.WIDTH);
    private final List<byte[]> openings = new ArrayList<>(Tile.WIDTH);

    /**
     * A block without entries.
     *
     * @param first the index of its first entry, a multiple of 256
     * @param stored the tile that the ledger has of these entries
     * @param opened whether openings belong to them
     */
    LeafBlock(long first, Optional<Tile> stored, boolean opened) {
        this.first = first;
        this.stored = stored;
        this.opened = opened;
    }

    void add(byte[] leaf, byte[] opening) {
        leaves.add(leaf);
        openings.add(opening);
    }

    long first() {
        return first;
    }

    boolean isComplete() {
        return leaves.size() == Tile.WIDTH;
    }

    /**
     * Begins to hash the entries, to which none may be added any more.
     *
     * @param withRoot whether the root over all of them is of use
     */
    Hashing hash(boolean withRoot) {
        Callable<Hashed> work = () -> hashed(withRoot);
        return new Hashing(ForkJoinPool.commonPool().submit(work));
    }

    private Hashed hashed(boolean withRoot) {
        TreeHasher hasher = new TreeHasher();
        byte[] hashes = new byte[leaves.size() * Hash.LENGTH];
        for (int i = 0; i < leaves.size(); i++) {
            hasher.leaf(leaves.get(i), hashes, i * Hash.LENGTH);
        }
        Tile made = new Tile(0, first / Tile.WIDTH, hashes);
        Optional<Hash> root = withRoot ? Optional.of(made.subtree(0, Tile.HEIGHT, hasher)) : Optional.empty();
        return new Hashed(made, stored, root, misfits());
    }

    private List<Misfit> misfits() {
        List<Misfit> misfits = new ArrayList<>();
        for (int i = 0; i < leaves.size(); i++) {
            long index = first + i;
            OpeningCheck.fault(leaves.get(i), openings.get(i), opened)
                    .ifPresent(kind -> misfits.add(new Misfit(kind, index)));
        }
        return misfits;
    }

    /** An opening that does not open what the entry of this index commits to. */
    record Misfit(Kind kind, long index) {}

    /** Work that another thread may have begun or not; whoever needs the result does it if that one has not. */
    record Hashing(ForkJoinTask<Hashed> task) {
        Hashed result() {
            return task.join();
        }
    }

    /**
     * The entries of a block by their hashes.
     *
     * @param made the tile that the entries make
     * @param stored the tile that the ledger has of them
     * @param root the root over all of them, where it was asked for
     * @param misfits the openings that do not fit
     */
    record Hashed(Tile made, Optional<Tile> stored, Optional<Hash> root, List<Misfit> misfits) {
        /** Returns whether no entry disagrees with the stored tile. */
        boolean isAsStored() {
            return stored.isEmpty() || stored.get().equals(made);
        }

        /** Returns whether the entry at {@code position} disagrees with the stored tile. */
        boolean differs(int position) {
            return stored.isPresent()
                    && position < stored.get().width()
                    && !stored.get().has(position, made.hash(position));
        }
    }
}
