package dev.interlock.ledger.store;

import dev.interlock.ledger.merkle.Tile;
import java.util.List;

/**
 * The data that is computed from committed entries and kept beside them: complete tiles and signed checkpoints. Tiles are
 * written with the next append or checkpoint, so that they cost no commit of their own.
 *
 * @param tiles complete tiles
 * @param checkpoints tree heads
 */
public record Derived(List<Tile> tiles, List<StoredCheckpoint> checkpoints) {
    /** No tiles and no checkpoints. */
    public static final Derived NONE = new Derived(List.of(), List.of());

    /** Copies the lists and checks that the tiles are complete. */
    public Derived {
        tiles = List.copyOf(tiles);
        checkpoints = List.copyOf(checkpoints);
        for (Tile tile : tiles) {
            if (!tile.isComplete()) {
                throw new IllegalArgumentException(tile + " is not complete");
            }
        }
    }
}
