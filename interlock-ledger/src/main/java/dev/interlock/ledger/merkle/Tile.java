package dev.interlock.ledger.merkle;

import java.util.Arrays;

/**
 * A tile: up to 256 node hashes of one height, side by side, as C2SP tlog-tiles cuts a tree. The tile {@code (level, index)}
 * holds the nodes of height {@code 8 * level} from {@code 256 * index} on. Immutable.
 */
public final class Tile {
    /** The number of hashes in a complete tile. */
    public static final int WIDTH = 256;

    /** The height of the subtree over a complete tile. */
    public static final int HEIGHT = 8;

    private final int level;
    private final long index;
    private final byte[] hashes;

    /**
     * A tile over a copy of its hashes.
     *
     * @param level the tile's level, from 0
     * @param index the place among the tiles of the level, from 0
     * @param hashes 1 to 256 hashes of 32 bytes each
     */
    public Tile(int level, long index, byte[] hashes) {
        if (level < 0 || level > 7 || index < 0) {
            throw new IllegalArgumentException("there is no tile at level " + level + ", index " + index);
        }
        if (hashes.length == 0 || hashes.length % Hash.LENGTH != 0 || hashes.length > WIDTH * Hash.LENGTH) {
            throw new IllegalArgumentException("a tile cannot have " + hashes.length + " bytes");
        }
        this.level = level;
        this.index = index;
        this.hashes = hashes.clone();
    }

    /** The tile's level; its nodes have height {@code 8 * level}. */
    public int level() {
        return level;
    }

    /** The place among the tiles of its level, from 0. */
    public long index() {
        return index;
    }

    /** The number of hashes in the tile. */
    public int width() {
        return hashes.length / Hash.LENGTH;
    }

    /** Returns whether the tile holds all 256 hashes, and so will never change. */
    public boolean isComplete() {
        return width() == WIDTH;
    }

    /** The hash at {@code position}, from 0. */
    public Hash hash(int position) {
        return Hash.of(hashes, position * Hash.LENGTH, Hash.LENGTH);
    }

    /** Returns whether the hash at {@code position} is {@code hash}. */
    public boolean has(int position, Hash hash) {
        return hash.equalsAt(hashes, position * Hash.LENGTH);
    }

    /** The root of the complete subtree of {@code 2^height} hashes that begins at {@code position}. */
    public Hash subtree(int position, int height, TreeHasher hasher) {
        return hasher.root(hashes, position, 1 << height);
    }

    /** A copy of the hashes, one after the other. */
    public byte[] bytes() {
        return hashes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Tile tile
                && level == tile.level
                && index == tile.index
                && Arrays.equals(hashes, tile.hashes);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * level + Long.hashCode(index)) + Arrays.hashCode(hashes);
    }

    @Override
    public String toString() {
        return "tile " + level + "/" + index + " of width " + width();
    }
}
