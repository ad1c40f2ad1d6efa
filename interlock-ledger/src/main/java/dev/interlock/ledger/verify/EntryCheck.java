package dev.interlock.ledger.verify;

import dev.interlock.ledger.merkle.Frontier;
import dev.interlock.ledger.merkle.Hash;
import dev.interlock.ledger.merkle.Tile;
import dev.interlock.ledger.merkle.TreeHasher;
import dev.interlock.ledger.store.LedgerReader;
import dev.interlock.ledger.verify.Finding.Kind;
import dev.interlock.ledger.verify.Verifier.Head;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The pass over the entries; used once.
 *
 * <p>The calling thread reads and compares; hashes are computed on another one, a few blocks behind. Everything that can fail is done at
 * the entry that it is about, before the next one is read, so reading ahead is never seen in what is found or in how the pass ends.
 *
 * <p>The tree is built from the leaves. If a leaf disagrees with its stored tile, a second tree goes on with the
 * tile's hash. A later checkpoint that agrees with one of the two tells whether the entry or the tile was changed, and
 * which one exactly.
 */
final class EntryCheck {
    /** The blocks that are hashed or wait for it while another one is read. Entries have 64 KB at most, so these few are in memory. */
    private static final int AHEAD = 3;

    private final LedgerReader reader;
    private final List<Head> heads;
    private final List<Finding> findings;
    private final TreeHasher hasher = new TreeHasher();
    private final Map<Integer, Optional<Tile>> upperTiles = new HashMap<>();
    private final List<long[]> doubtful = new ArrayList<>();
    private final Deque<LeafBlock.Hashing> hashing = new ArrayDeque<>();
    private @Nullable LeafBlock open;
    private long read;
    private int headAhead;

    private Frontier byLeaves;
    private @Nullable Frontier byTiles;
    private int nextHead;
    private long lastGood;
    private boolean lost;

    EntryCheck(LedgerReader reader, List<Head> heads, List<Finding> findings) {
        this.reader = reader;
        this.heads = heads;
        this.findings = findings;
        this.byLeaves = new Frontier(hasher, this::upperNode);
    }

    /** The number of entries that were read in order and looked at. */
    long size() {
        return byLeaves.size();
    }

    void run(long size) throws IOException {
        compareHeads();
        try {
            readAll(size);
        } catch (Gap gap) {
            return;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        finish(size);
    }

    private void readAll(long size) throws IOException {
        try {
            reader.read(0, size, this::entry);
        } finally {
            // however reading ended, what was read before counts
            checkRest();
        }
    }

    private void entry(long index, byte[] leaf, byte[] opening) throws IOException {
        if (index != read) {
            checkRest();
            settleWithoutHead();
            add(
                    Kind.ENTRY_MISSING,
                    read,
                    index - 1,
                    missing(read, index - 1) + "; entries from " + index + " on were not checked");
            throw new Gap();
        }
        LeafBlock block = open;
        if (block == null) {
            block = new LeafBlock(index, reader.tile(0, index / Tile.WIDTH), reader.keepsOpenings());
            open = block;
        }
        block.add(leaf, opening);
        read++;
        if (block.isComplete()) {
            open = null;
            boolean asksForTile = beginsUpperTile(block.first() / Tile.WIDTH);
            hashing.add(block.hash(!asksForTile && !hasHeadWithin(block)));
            while (hashing.size() > (asksForTile ? 0 : AHEAD)) {
                check(hashing.removeFirst().result());
            }
        }
    }

    /** Returns whether the last entry of a block may complete the first node of a tile above, with which that tile is read. */
    private static boolean beginsUpperTile(long block) {
        return block % Tile.WIDTH == 0 || block % Tile.WIDTH == Tile.WIDTH - 1;
    }

    /** Returns whether a checkpoint ends between the entries of a block; asked in the order of blocks. */
    private boolean hasHeadWithin(LeafBlock block) {
        while (headAhead < heads.size() && heads.get(headAhead).checkpoint().size() <= block.first()) {
            headAhead++;
        }
        return headAhead < heads.size() && heads.get(headAhead).checkpoint().size() < block.first() + Tile.WIDTH;
    }

    private void checkRest() {
        if (open != null) {
            hashing.add(open.hash(false));
            open = null;
        }
        while (!hashing.isEmpty()) {
            check(hashing.removeFirst().result());
        }
    }

    private void check(LeafBlock.Hashed block) {
        for (LeafBlock.Misfit misfit : block.misfits()) {
            add(misfit.kind(), misfit.index(), misfit.index(), OpeningCheck.problem(misfit.kind(), misfit.index()));
        }
        if (byTiles == null && block.root().isPresent() && block.isAsStored()) {
            byLeaves.append(Tile.HEIGHT, block.root().get());
            compareHeads();
            return;
        }
        for (int position = 0; position < block.made().width(); position++) {
            Hash hash = block.made().hash(position);
            boolean differs = block.differs(position);
            if (differs) {
                doubt(byLeaves.size());
                if (byTiles == null) {
                    byTiles = byLeaves.copy((level, node, value) -> {});
                }
            }
            if (byTiles != null) {
                byTiles.append(differs ? block.stored().orElseThrow().hash(position) : hash);
            }
            byLeaves.append(hash);
            compareHeads();
        }
    }

    private void doubt(long index) {
        if (!doubtful.isEmpty() && doubtful.getLast()[1] == index - 1) {
            doubtful.getLast()[1] = index;
        } else if (doubtful.size() < Verifier.MAX_FINDINGS) {
            doubtful.add(new long[] {index, index});
        }
    }

    private void compareHeads() {
        boolean sealed = false;
        while (nextHead < heads.size() && heads.get(nextHead).checkpoint().size() == byLeaves.size()) {
            compare(heads.get(nextHead));
            sealed = true;
            nextHead++;
        }
        if (sealed) {
            lastGood = byLeaves.size();
        }
    }

    private void compare(Head head) {
        Hash root = head.checkpoint().root();
        if (root.equals(byLeaves.root())) {
            settle(Kind.TILE_CHANGED, "the tile's hash", "disagrees with the entry, which the checkpoint confirms");
        } else if (byTiles != null && root.equals(byTiles.root())) {
            Frontier intact = byTiles;
            settle(
                    Kind.ENTRY_CHANGED,
                    "the content",
                    "differs from what was signed, on which the tile and the checkpoint agree");
            byLeaves = intact.copy(this::upperNode); // go on from the tree that was signed
        } else if (!lost) {
            settle(Kind.ENTRY_OR_TILE_CHANGED, "the content", "disagrees with its tile");
            // Every later root differs as well; saying so once is enough.
            lost = true;
            add(
                    Kind.RANGE_CHANGED,
                    lastGood,
                    Math.max(lastGood, byLeaves.size() - 1),
                    byLeaves.size() == 0
                            ? head.where() + " has a root, but no entries"
                            : "entries " + range(lastGood, byLeaves.size() - 1) + " do not produce the root of "
                                    + head.where());
        }
    }

    private void settleWithoutHead() {
        settle(Kind.ENTRY_OR_TILE_CHANGED, "the content", "disagrees with its tile");
    }

    private void settle(Kind kind, String what, String how) {
        for (long[] range : doubtful) {
            String which = range[0] == range[1] ? "entry " + range[0] : "entries " + range(range[0], range[1]);
            add(kind, range[0], range[1], what + " of " + which + " " + how);
        }
        doubtful.clear();
        byTiles = null;
    }

    private void upperNode(int level, long index, Hash hash) {
        if (level == 0) {
            return; // leaves are compared one by one
        }
        try {
            Optional<Tile> tile = upperTile(level >> 3, index);
            if (byTiles != null) {
                return; // while two trees are open, nodes above differ naturally
            }
            int position = (int) (index % Tile.WIDTH);
            if (tile.isPresent() && position < tile.get().width() && !tile.get().has(position, hash)) {
                long first = index << level;
                long last = ((index + 1) << level) - 1;
                add(
                        Kind.TILE_CHANGED,
                        first,
                        last,
                        "hash " + position + " of tile " + (level >> 3) + "/" + index / Tile.WIDTH
                                + " disagrees with entries " + range(first, last));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The stored tile with a node, read when its first node comes by. */
    private Optional<Tile> upperTile(int level, long node) throws IOException {
        long index = node / Tile.WIDTH;
        Optional<Tile> current = upperTiles.get(level);
        if (current == null || node % Tile.WIDTH == 0) {
            current = reader.tile(level, index);
            upperTiles.put(level, current);
        }
        return current;
    }

    private void finish(long size) {
        settleWithoutHead();
        long read = byLeaves.size();
        long newest = heads.isEmpty() ? 0 : heads.getLast().checkpoint().size();
        if (read < newest) {
            add(
                    Kind.TAIL_CUT,
                    read,
                    newest - 1,
                    "the ledger has " + read + " entries, but "
                            + heads.getLast().where() + " was signed for " + newest);
        } else if (read < size) {
            add(Kind.TAIL_CUT, read, size - 1, missing(read, size - 1));
        }
    }

    private void add(Kind kind, long first, long last, String problem) {
        if (findings.size() < Verifier.MAX_FINDINGS) {
            findings.add(Finding.of(kind, first, last, problem));
        }
    }

    private static String missing(long first, long last) {
        return first == last ? "entry " + first + " is missing" : "entries " + range(first, last) + " are missing";
    }

    private static String range(long first, long last) {
        return first == last ? Long.toString(first) : first + " to " + last;
    }

    /** Ends the pass at a missing entry. */
    private static final class Gap extends IOException {
        private static final long serialVersionUID = 1L;
    }
}
