package dev.interlock.ledger.store;

import dev.interlock.ledger.merkle.Tile;
import java.util.List;

/**
 * What is computed from committed entries and kept beside them: complete tiles and signed checkpoints. It rides along
 * with the next append, so that it costs no commit of its own.
 *
 * @param tiles complete tiles
 * @param checkpoints tree heads
 */
public record Derived(List<Tile> tiles, List<StoredCheckpoint> checkpoints) {
    /** Nothing. */
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

    /** Whether there is nothing to keep. */
    public boolean isEmpty() {
        return tiles.isEmpty() && checkpoints.isEmpty();
    }
}
