package dev.interlock.ledger.verify;

import dev.interlock.ledger.merkle.Frontier;
import dev.interlock.ledger.merkle.Tile;
import dev.interlock.ledger.merkle.TileMaker;
import dev.interlock.ledger.merkle.TreeHasher;
import dev.interlock.ledger.store.LedgerReader;
import dev.interlock.ledger.store.StoreException;
import dev.interlock.ledger.store.StoreException.Problem;
import dev.interlock.ledger.store.StoredCheckpoint;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Writes a ledger as a folder in the layout of C2SP tlog-tiles: {@code checkpoint}, {@code tile/<level>/<n>},
 * {@code tile/entries/<n>}, and in addition the earlier checkpoints as {@code checkpoints/<size>}, and, unless they are to be left out, the
 * openings of entries as {@code openings/<n>} (in the form of {@code tile/entries/<n>}, for each entry one that may have no bytes) and the
 * names of parties as {@code names.jsonl}, where there are any. Any web server can serve it to tlog clients, and {@link TileFolder} reads it.
 */
public final class LedgerExport {
    private final LedgerReader reader;
    private final Path folder;
    private final long size;
    private final boolean opened;
    private final TreeHasher hasher = new TreeHasher();
    private final TileMaker tiles = new TileMaker(this::write);
    private final Frontier frontier = new Frontier(hasher, tiles);
    private final ByteArrayOutputStream bundle = new ByteArrayOutputStream();
    private final ByteArrayOutputStream openings = new ByteArrayOutputStream();
    /** Whether the bundle has an opening. */
    private boolean opens;
    /** Whether some bundle had one. */
    private boolean hides;

    private LedgerExport(LedgerReader reader, Path folder, long size, boolean opened) {
        this.reader = reader;
        this.folder = folder;
        this.size = size;
        this.opened = opened;
    }

    /**
     * The extent of an export.
     *
     * @param size the number of entries in the folder: those that the newest checkpoint covers
     * @param leftOut the number of entries that it does not cover yet
     */
    public record Exported(long size, long leftOut) {}

    /** Exports the entries that the newest checkpoint covers, with what opens them. */
    public static Exported write(LedgerReader reader, Path folder) throws IOException {
        return write(reader, folder, true);
    }

    /**
     * Exports the entries that the newest checkpoint covers.
     *
     * @param folder absent or empty
     * @param opened whether with openings and names; without them the entries can be verified all the same
     * @throws StoreException if an entry is missing or there is no checkpoint
     */
    public static Exported write(LedgerReader reader, Path folder, boolean opened) throws IOException {
        Optional<StoredCheckpoint> newest = reader.newestCheckpoint();
        if (newest.isEmpty()) {
            throw new StoreException(Problem.CORRUPT, "the ledger has no checkpoint, so nothing can be exported");
        }
        if (Files.exists(folder)) {
            try (var content = Files.list(folder)) {
                if (content.findAny().isPresent()) {
                    throw new IOException("the folder `" + folder + "` is not empty; export to a new folder");
                }
            }
        }
        long size = newest.get().size();
        new LedgerExport(reader, folder, size, opened && reader.keepsOpenings()).write(newest.get());
        return new Exported(size, reader.size() - size);
    }

    private void write(StoredCheckpoint newest) throws IOException {
        try {
            reader.read(0, size, (index, leaf, opening) -> {
                if (index != frontier.size()) {
                    throw missing();
                }
                add(bundle, leaf);
                add(openings, opening);
                opens |= opening.length > 0;
                frontier.append(hasher.leaf(leaf));
                if (frontier.size() % Tile.WIDTH == 0) {
                    writeBundle(Tile.WIDTH);
                }
            });
            if (frontier.size() < size) {
                throw missing();
            }
            if (size % Tile.WIDTH != 0) {
                writeBundle((int) (size % Tile.WIDTH));
            }
            tiles.open().forEach(this::write);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        reader.checkpoints(checkpoint -> {
            if (checkpoint.size() < size) {
                write("checkpoints/" + checkpoint.size(), checkpoint.note().getBytes(StandardCharsets.UTF_8));
            }
        });
        if (opened) {
            byte[] names = NamesFile.of(reader);
            if (hides || names.length > 0) {
                write(NamesFile.FILE, names);
            }
        }
        // last: a folder with a checkpoint is complete
        write("checkpoint", newest.note().getBytes(StandardCharsets.UTF_8));
    }

    private static void add(ByteArrayOutputStream out, byte[] bytes) {
        out.write(bytes.length >> 8);
        out.write(bytes.length);
        out.writeBytes(bytes);
    }

    private StoreException missing() {
        return new StoreException(Problem.CORRUPT, "entry " + frontier.size() + " is missing");
    }

    private void writeBundle(int width) throws IOException {
        long index = (frontier.size() - 1) / Tile.WIDTH;
        write(TilePaths.entries(index, width), bundle.toByteArray());
        if (opened && opens) {
            write(TilePaths.openings(index, width), openings.toByteArray());
        }
        bundle.reset();
        openings.reset();
        hides |= opens;
        opens = false;
    }

    private void write(Tile tile) {
        try {
            write(TilePaths.tile(tile.level(), tile.index(), tile.width()), tile.bytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(String path, byte[] content) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.write(file, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }
}
