package dev.interlock.server.domain;

import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.state.State;
import dev.interlock.ledger.merkle.Frontier;
import dev.interlock.ledger.merkle.Hash;
import dev.interlock.ledger.merkle.NodeSink;
import dev.interlock.ledger.merkle.Tile;
import dev.interlock.ledger.merkle.TreeHasher;
import dev.interlock.ledger.store.LedgerReader;
import dev.interlock.ledger.store.StoreException;
import dev.interlock.ledger.store.StoredHashes;
import dev.interlock.ledger.store.VerifiedTiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Folds a ledger into a state. Safe for many threads.
 *
 * <p>INVARIANT: no entry is folded or shown that is not the one in the tree. Opening the ledger compares what is not yet in
 * a tile, and the highest tiles, with the signed root; what is below these is compared here, when it is read.
 */
public final class LedgerReplayer {

    /** The number of entries that are read at a time where they are read backwards. */
    private static final long STEP = 4_096;

    /** The number of entries that are read at a time where they are read forwards: others who read the ledger wait for that. */
    private static final int PART = 256;

    private final LedgerReader reader;
    private final VerifiedTiles tiles;
    private final LeafReader leaves;
    private volatile @Nullable Tile lastTile;

    /** A replayer that folds and shows nothing of a ledger in which something is missing. */
    public LedgerReplayer(LedgerReader reader) {
        this(reader, LeafReader.Gaps.REFUSED);
    }

    /** @param gaps what is done about texts and names that are missing */
    public LedgerReplayer(LedgerReader reader, LeafReader.Gaps gaps) {
        this.reader = reader;
        this.tiles = new VerifiedTiles(reader);
        this.leaves = new LeafReader(reader, gaps);
    }

    /** Folds everything that the ledger has. */
    public State all(Bundle bundle) throws IOException {
        State state = State.empty(bundle);
        catchUp(state, reader.size());
        return state;
    }

    /** The number of entries that the ledger has. */
    long size() throws IOException {
        return reader.size();
    }

    /** The root of the tree of so many entries, all of which are durable. */
    Hash rootAt(long size) throws IOException {
        var hasher = new TreeHasher();
        return Frontier.at(size, new StoredHashes(reader, size, hasher), hasher, NodeSink.NONE)
                .root();
    }

    /** Folds the entries from the state's next to before {@code to}. */
    public void catchUp(State state, long to) throws IOException {
        read(state.nextSeq(), to, state::apply);
        if (state.nextSeq() != to) {
            throw damaged(state.nextSeq(), "is missing");
        }
    }

    /** Shows recorded events to {@code visitor}, from number {@code from} to before {@code to}. */
    public void scan(long from, long to, Consumer<Recorded> visitor) throws IOException {
        read(from, to, visitor);
    }

    /**
     * The number of the latest entry before {@code to} whose leaf has this text; -1 where none has. Only a hint where to look: what is
     * found is read as every entry is, by {@link #event}, and the text may stand in another place than one thinks.
     */
    public long latestWith(String text, long to) throws IOException {
        byte[] wanted = text.getBytes(StandardCharsets.UTF_8);
        long[] found = {-1};
        for (long end = to; end > 0 && found[0] < 0; end -= STEP) {
            reader.read(Math.max(0, end - STEP), end, (index, leaf, opening) -> {
                if (has(leaf, wanted)) {
                    found[0] = index;
                }
            });
        }
        return found[0];
    }

    private static boolean has(byte[] leaf, byte[] wanted) {
        for (int at = 0; at <= leaf.length - wanted.length; at++) {
            if (leaf[at] == wanted[0] && Arrays.equals(leaf, at, at + wanted.length, wanted, 0, wanted.length)) {
                return true;
            }
        }
        return false;
    }

    private record Raw(long index, byte[] leaf, byte[] opening) {}

    /** Reads entries in parts, each of which is made events of while others read the ledger. */
    private void read(long from, long to, Consumer<Recorded> visitor) throws IOException {
        var hasher = new TreeHasher();
        long next = from;
        while (next < to) {
            var raw = new ArrayList<Raw>();
            reader.read(
                    next, Math.min(to, next + PART), (index, leaf, opening) -> raw.add(new Raw(index, leaf, opening)));
            for (Raw entry : raw) {
                if (entry.index() != next) {
                    throw damaged(next, "is missing");
                }
                Optional<Tile> tile = tile(next / Tile.WIDTH);
                if (tile.isPresent() && !tile.get().has((int) (next % Tile.WIDTH), hasher.leaf(entry.leaf()))) {
                    throw damaged(next, "was changed");
                }
                visitor.accept(leaves.read(next, entry.leaf(), entry.opening()));
                next++;
            }
            if (raw.size() < PART) {
                checkEnd(next, to);
                return;
            }
        }
    }

    /** Checks that the ledger has no entry from a number on that it does not have. */
    private void checkEnd(long missing, long to) throws IOException {
        if (missing < to) {
            reader.read(missing, to, (index, leaf, opening) -> {
                throw damaged(missing, "is missing");
            });
        }
    }

    private static StoreException damaged(long index, String how) {
        return new StoreException(
                StoreException.Problem.CORRUPT,
                "entry " + index + " of the ledger " + how
                        + "; restore the data folder from a backup, or run the verifier to see the extent of the"
                        + " damage");
    }

    /** A complete tile of leaf hashes. Such a tile never changes, so the last one is kept. */
    private Optional<Tile> tile(long index) throws IOException {
        Tile last = lastTile;
        if (last != null && last.index() == index) {
            return Optional.of(last);
        }
        Optional<Tile> found = tiles.ofLeaves(index);
        found.ifPresent(tile -> lastTile = tile);
        return found;
    }

    /** Reads one recorded event, by number. */
    public Recorded event(long number) {
        try {
            var found = new Recorded[1];
            read(number, number + 1, recorded -> found[0] = recorded);
            if (found[0] == null) {
                throw damaged(number, "is missing");
            }
            return found[0];
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
