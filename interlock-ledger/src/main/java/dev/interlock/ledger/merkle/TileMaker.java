package dev.interlock.ledger.merkle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** Collects the nodes that a {@link Frontier} completes into tiles. Not safe for use by several threads. */
public final class TileMaker implements NodeSink {
    private final Consumer<Tile> completed;
    private final List<Open> levels = new ArrayList<>();

    private static final class Open {
        final byte[] hashes = new byte[Tile.WIDTH * Hash.LENGTH];
        long index;
        int width;
    }

    /** Hands each tile to {@code completed} at the moment its last hash is there. */
    public TileMaker(Consumer<Tile> completed) {
        this.completed = completed;
    }

    @Override
    public void node(int height, long nodeIndex, Hash hash) {
        int level = height >> 3;
        while (levels.size() <= level) {
            levels.add(new Open());
        }
        Open open = levels.get(level);
        if (open.index * Tile.WIDTH + open.width != nodeIndex) {
            throw new IllegalStateException("node " + nodeIndex + " of height " + height + " is out of order");
        }
        hash.copyTo(open.hashes, open.width * Hash.LENGTH);
        if (++open.width == Tile.WIDTH) {
            completed.accept(new Tile(level, open.index, open.hashes));
            open.index++;
            open.width = 0;
        }
    }

    /** The tiles that are not complete yet, one a level at most. */
    public List<Tile> open() {
        List<Tile> tiles = new ArrayList<>();
        for (int level = 0; level < levels.size(); level++) {
            Open open = levels.get(level);
            if (open.width > 0) {
                tiles.add(new Tile(level, open.index, Arrays.copyOf(open.hashes, open.width * Hash.LENGTH)));
            }
        }
        return List.copyOf(tiles);
    }

    /** A maker that goes on after the first {@code size} leaves, with the hashes of the open tiles from {@code source}. */
    public static TileMaker at(long size, HashSource source, Consumer<Tile> completed) throws java.io.IOException {
        TileMaker maker = new TileMaker(completed);
        for (int level = 0; level < 8 && (size >> 8 * level) > 0; level++) {
            long nodes = size >> 8 * level;
            Open open = new Open();
            open.index = nodes / Tile.WIDTH;
            open.width = (int) (nodes % Tile.WIDTH);
            for (int i = 0; i < open.width; i++) {
                source.node(8 * level, open.index * Tile.WIDTH + i).copyTo(open.hashes, i * Hash.LENGTH);
            }
            maker.levels.add(open);
        }
        return maker;
    }
}
