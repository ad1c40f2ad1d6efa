package dev.interlock.ledger.store;

import dev.interlock.ledger.merkle.Hash;
import dev.interlock.ledger.merkle.Tile;
import dev.interlock.ledger.merkle.TreeHasher;
import dev.interlock.ledger.store.StoreException.Problem;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The complete tiles of a ledger, each held against the one above it, and that one against the next, as high as there are complete ones.
 * The highest of them are what the root is computed from, so opening the ledger has compared them with what was signed. A tile that is
 * missing below a complete one is computed from what is below it. Keeps a few tiles in memory. Safe for many threads, one at a time.
 */
public final class VerifiedTiles {
    private static final int CACHED = 64;

    /** The highest level that is looked at: 256 to the power of 6 entries are more than anybody writes. */
    private static final int HIGHEST = 5;

    private final LedgerReader reader;
    private final TreeHasher hasher = new TreeHasher();
    private final Map<String, Tile> verified = new LinkedHashMap<>(CACHED * 2, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Tile> eldest) {
            return size() > CACHED;
        }
    };

    /** The tiles that {@code reader} has. */
    public VerifiedTiles(LedgerReader reader) {
        this.reader = reader;
    }

    /**
     * The complete tile of leaf hashes with this index; empty where there is none yet, and its entries are among those that opening the
     * ledger reads.
     *
     * @throws StoreException {@code CORRUPT} if it is not the one in the tree
     */
    public synchronized Optional<Tile> ofLeaves(long index) throws IOException {
        return tile(0, index);
    }

    private Optional<Tile> tile(int level, long index) throws IOException {
        String place = level + "/" + index;
        Tile known = verified.get(place);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<Tile> stored = complete(level, index);
        Optional<Tile> above = level < HIGHEST ? tile(level + 1, index / Tile.WIDTH) : Optional.empty();
        if (above.isEmpty()) {
            stored.ifPresent(tile -> verified.put(place, tile));
            return stored;
        }
        Tile tile = stored.isPresent() ? stored.get() : made(level, index);
        if (!above.get().has((int) (index % Tile.WIDTH), root(tile))) {
            long width = 1L << Tile.HEIGHT * (level + 1);
            throw new StoreException(
                    Problem.CORRUPT,
                    "one of the entries " + index * width + " to " + (index * width + width - 1)
                            + " of the ledger, or its hash, was changed: " + tile + " disagrees with " + above.get()
                            + "; restore the data folder from a backup, or run the verifier to see the extent of the"
                            + " damage");
        }
        verified.put(place, tile);
        return Optional.of(tile);
    }

    private Optional<Tile> complete(int level, long index) throws IOException {
        return reader.tile(level, index).filter(Tile::isComplete);
    }

    private Hash root(Tile tile) {
        return tile.subtree(0, Tile.HEIGHT, hasher);
    }

    private Tile made(int level, long index) throws IOException {
        byte[] hashes = new byte[Tile.WIDTH * Hash.LENGTH];
        long first = index * Tile.WIDTH;
        if (level > 0) {
            for (int i = 0; i < Tile.WIDTH; i++) {
                Optional<Tile> below = complete(level - 1, first + i);
                Tile tile = below.isPresent() ? below.get() : made(level - 1, first + i);
                root(tile).copyTo(hashes, i * Hash.LENGTH);
            }
            return new Tile(level, index, hashes);
        }
        // an entry that is missing leaves a gap, with which the tile is not the one in the tree
        reader.read(
                first,
                first + Tile.WIDTH,
                (at, leaf, opening) -> hasher.leaf(leaf).copyTo(hashes, (int) (at - first) * Hash.LENGTH));
        return new Tile(0, index, hashes);
    }
}
