package dev.interlock.ledger.verify;

import dev.interlock.ledger.commitment.PartyName;
import dev.interlock.ledger.merkle.Hash;
import dev.interlock.ledger.merkle.Tile;
import dev.interlock.ledger.note.Checkpoint;
import dev.interlock.ledger.note.NoteFormatException;
import dev.interlock.ledger.note.SignedNote;
import dev.interlock.ledger.store.Entry;
import dev.interlock.ledger.store.LedgerReader;
import dev.interlock.ledger.store.StoreException;
import dev.interlock.ledger.store.StoreException.Problem;
import dev.interlock.ledger.store.StoredCheckpoint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a ledger from a folder in the layout of C2SP tlog-tiles, as {@link LedgerExport} writes it. */
public final class TileFolder implements LedgerReader {
    private final Path folder;
    private final StoredCheckpoint newest;
    private final boolean opened;
    private final Map<String, PartyName> names;

    private TileFolder(Path folder, StoredCheckpoint newest) throws IOException {
        this.folder = folder;
        this.newest = newest;
        Path file = folder.resolve(NamesFile.FILE);
        this.opened = Files.isRegularFile(file);
        this.names = opened ? NamesFile.read(file) : Map.of();
    }

    /** Opens a folder, which has a file {@code checkpoint}. Signatures are not checked here. */
    public static TileFolder open(Path folder) throws IOException {
        Path file = folder.resolve("checkpoint");
        if (!Files.isRegularFile(file)) {
            throw new StoreException(
                    Problem.CORRUPT, "`" + folder + "` is not an exported ledger: it has no file `checkpoint`");
        }
        String note = text(file);
        try {
            long size = Checkpoint.parse(SignedNote.parse(note).text()).size();
            return new TileFolder(folder, new StoredCheckpoint(size, note, 0));
        } catch (NoteFormatException e) {
            throw new StoreException(
                    Problem.CORRUPT, "the file `" + file + "` is not a checkpoint: " + e.getMessage(), e);
        }
    }

    @Override
    public long size() {
        return newest.size();
    }

    @Override
    public void read(long from, long to, EntryVisitor visitor) throws IOException {
        long end = Math.min(to, size());
        for (long index = Math.max(0, from) / Tile.WIDTH; index * Tile.WIDTH < end; index++) {
            long first = index * Tile.WIDTH;
            int width = width(index, size());
            Path file = folder.resolve(TilePaths.entries(index, width));
            if (!Files.isRegularFile(file)) {
                return; // the caller sees that entries are missing
            }
            var leaves = new BundleFile(file, first);
            Path beside = folder.resolve(TilePaths.openings(index, width));
            var openings = opened && Files.isRegularFile(beside) ? new BundleFile(beside, first) : null;
            for (int i = 0; i < width; i++) {
                byte[] leaf = leaves.next();
                byte[] opening = openings == null ? Entry.NOTHING : openings.next();
                if (first + i >= from && first + i < end) {
                    visitor.entry(first + i, leaf, opening);
                }
            }
            leaves.end();
            if (openings != null) {
                openings.end();
            }
        }
    }

    @Override
    public boolean keepsOpenings() {
        return opened;
    }

    @Override
    public Optional<PartyName> name(String pseudonym) {
        return Optional.ofNullable(names.get(pseudonym));
    }

    @Override
    public void names(NameVisitor visitor) throws IOException {
        for (PartyName name : names.values()) {
            visitor.name(name);
        }
    }

    @Override
    public Optional<Tile> tile(int level, long index) throws IOException {
        long nodes = size() >> 8 * level;
        if (index * Tile.WIDTH >= nodes) {
            return Optional.empty();
        }
        int width = width(index, nodes);
        Path file = folder.resolve(TilePaths.tile(level, index, width));
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        byte[] hashes = Files.readAllBytes(file);
        if (hashes.length != width * Hash.LENGTH) {
            throw new StoreException(
                    Problem.CORRUPT, "`" + file + "` has " + hashes.length + " bytes, not " + width * Hash.LENGTH);
        }
        return Optional.of(new Tile(level, index, hashes));
    }

    private static int width(long index, long nodes) {
        return (int) Math.min(Tile.WIDTH, nodes - index * Tile.WIDTH);
    }

    @Override
    public Optional<StoredCheckpoint> newestCheckpoint() {
        return Optional.of(newest);
    }

    @Override
    public void checkpoints(CheckpointVisitor visitor) throws IOException {
        Path earlier = folder.resolve("checkpoints");
        if (Files.isDirectory(earlier)) {
            List<Long> sizes;
            try (var files = Files.list(earlier)) {
                sizes = files.map(file -> file.getFileName().toString())
                        .filter(name -> name.matches("0|[1-9][0-9]{0,17}"))
                        .map(Long::valueOf)
                        .sorted()
                        .toList();
            }
            for (long size : sizes) {
                visitor.checkpoint(new StoredCheckpoint(size, text(earlier.resolve(Long.toString(size))), 0));
            }
        }
        visitor.checkpoint(newest);
    }

    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }
}
