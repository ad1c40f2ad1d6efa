package dev.interlock.ledger.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.ledger.merkle.Frontier;
import dev.interlock.ledger.merkle.Hash;
import dev.interlock.ledger.merkle.Tile;
import dev.interlock.ledger.merkle.TileMaker;
import dev.interlock.ledger.merkle.TreeHasher;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** An entry that was changed together with its own hash is found by the hashes above it. */
class VerifiedTilesTest {
    private static final int SIZE = 256 * 256 + 300;
    private static final TreeHasher HASHER = new TreeHasher();

    private static final List<byte[]> LEAVES = new ArrayList<>();
    private static final List<Tile> TILES = new ArrayList<>();

    @BeforeAll
    static void record() {
        var frontier = new Frontier(HASHER, new TileMaker(TILES::add));
        for (int i = 0; i < SIZE; i++) {
            LEAVES.add(ByteBuffer.allocate(4).putInt(i).array());
            frontier.append(HASHER.leaf(LEAVES.getLast()));
        }
    }

    private static VerifiedTiles tiles(List<byte[]> leaves, List<Tile> tiles) {
        return new VerifiedTiles(new MemoryStore(leaves, tiles, List.of()));
    }

    private static List<Tile> without(int level, long index) {
        return TILES.stream()
                .filter(tile -> tile.level() != level || tile.index() != index)
                .toList();
    }

    /** The third tile of leaf hashes, with another one for entry 1,000. */
    private static Tile changed(Hash to) {
        byte[] hashes = TILES.stream()
                .filter(tile -> tile.level() == 0 && tile.index() == 3)
                .findFirst()
                .orElseThrow()
                .bytes();
        to.copyTo(hashes, (1_000 - 3 * 256) * Hash.LENGTH);
        return new Tile(0, 3, hashes);
    }

    @Test
    void tilesThatAreRightAreGivenOut() throws IOException {
        VerifiedTiles tiles = tiles(LEAVES, TILES);
        for (long index = 0; index < SIZE / 256; index++) {
            assertThat(tiles.ofLeaves(index).orElseThrow().has(7, HASHER.leaf(LEAVES.get((int) index * 256 + 7))))
                    .isTrue();
        }
        assertThat(tiles.ofLeaves(SIZE / 256)).as("it is not complete").isEmpty();
    }

    @Test
    void anEntryThatWasChangedWithItsHashIsFoundByTheTileAbove() {
        var leaves = new ArrayList<>(LEAVES);
        leaves.set(1_000, new byte[] {9});
        var tiles = new ArrayList<>(without(0, 3));
        tiles.add(changed(HASHER.leaf(new byte[] {9})));
        assertThatThrownBy(() -> tiles(leaves, tiles).ofLeaves(3))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("768 to 1023")
                .hasMessageContaining("restore the data folder from a backup");
    }

    @Test
    void anEntryThatWasChangedAndWhoseTileWasTakenAwayIsFound() {
        var leaves = new ArrayList<>(LEAVES);
        leaves.set(1_000, new byte[] {9});
        assertThatThrownBy(() -> tiles(leaves, without(0, 3)).ofLeaves(3)).isInstanceOf(StoreException.class);
    }

    @Test
    void aTileThatIsMissingIsComputed() throws IOException {
        assertThat(tiles(LEAVES, without(0, 3)).ofLeaves(3))
                .isEqualTo(tiles(LEAVES, TILES).ofLeaves(3));
    }

    @Test
    void anEntryThatIsMissingWithItsTileIsFound() {
        assertThatThrownBy(() -> tiles(LEAVES.subList(0, 900), without(0, 3)).ofLeaves(3))
                .isInstanceOf(StoreException.class);
    }
}
