package dev.interlock.ledger.store;

import dev.interlock.ledger.merkle.Hash;
import dev.interlock.ledger.merkle.HashSource;
import dev.interlock.ledger.merkle.Tile;
import dev.interlock.ledger.merkle.TreeHasher;
import dev.interlock.ledger.store.StoreException.Problem;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The subtree hashes of the first {@code size} entries of a ledger: from its complete tiles where there are such, else from
 * the leaves. Keeps a few tiles in memory. Not safe for use by several threads.
 */
public final class StoredHashes implements HashSource {
    private static final int CACHED_TILES = 64;

    private final LedgerReader reader;
    private final long size;
    private final TreeHasher hasher;
    private final Map<String, Tile> cache = new LinkedHashMap<>(CACHED_TILES * 2, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Tile> eldest) {
            return size() > CACHED_TILES;
        }
    };

    /** Hashes of the first {@code size} entries that {@code reader} has. */
    public StoredHashes(LedgerReader reader, long size, TreeHasher hasher) {
        this.reader = reader;
        this.size = size;
        this.hasher = hasher;
    }

    @Override
    public Hash node(int level, long index) throws IOException {
        if (index < 0 || level > 62 || index + 1 > size >> level) {
            throw new IllegalArgumentException(
                    "there is no complete subtree " + index + " of height " + level + " in size " + size);
        }
        int rest = level & 7;
        long firstNode = index << rest;
        Tile tile = tile(level >> 3, firstNode / Tile.WIDTH);
        return tile.subtree((int) (firstNode % Tile.WIDTH), rest, hasher);
    }

    private Tile tile(int level, long index) throws IOException {
        String place = level + "/" + index;
        Tile cached = cache.get(place);
        if (cached != null) {
            return cached;
        }
        Optional<Tile> stored = reader.tile(level, index);
        Tile tile = stored.isPresent() && stored.get().isComplete() ? stored.get() : made(level, index);
        cache.put(place, tile);
        return tile;
    }

    private Tile made(int level, long index) throws IOException {
        long first = index * Tile.WIDTH;
        int width = (int) Math.min(Tile.WIDTH, (size >> 8 * level) - first);
        byte[] hashes = new byte[width * Hash.LENGTH];
        if (level > 0) {
            for (int i = 0; i < width; i++) {
                tile(level - 1, first + i).subtree(0, 8, hasher).copyTo(hashes, i * Hash.LENGTH);
            }
            return new Tile(level, index, hashes);
        }
        long[] expected = {first};
        reader.read(first, first + width, (at, leaf, opening) -> {
            if (at == expected[0]) {
                hasher.leaf(leaf).copyTo(hashes, (int) (at - first) * Hash.LENGTH);
                expected[0]++;
            }
        });
        if (expected[0] < first + width) {
            throw new StoreException(Problem.CORRUPT, "entry " + expected[0] + " is missing");
        }
        return new Tile(0, index, hashes);
    }
}
