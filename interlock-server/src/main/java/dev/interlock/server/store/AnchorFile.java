package dev.interlock.server.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The anchor of a ledger: a file outside the data folder with the highest checkpoint that was acknowledged, a signed note. It is replaced
 * whole and durably. Used by one thread at a time.
 */
public final class AnchorFile {

    /** A signed checkpoint is a few lines; what is longer is none. */
    private static final int MOST_BYTES = 1 << 16;

    private final Path file;

    public AnchorFile(Path file) {
        this.file = file.toAbsolutePath().normalize();
    }

    /**
     * The content of the file, or its beginning where it is too long for a checkpoint; empty where there is no file.
     *
     * @throws IOException if nobody can say what is in it, or its folder is not there
     */
    public Optional<byte[]> read() throws IOException {
        Path folder = folder();
        if (!Files.isDirectory(folder)) {
            throw new IOException("the anchor `" + file + "` cannot be checked because there is no folder `" + folder
                    + "`: mount its disk, or create the folder");
        }
        if (Files.isDirectory(file)) {
            throw new IOException("the anchor `" + file + "` is a folder; name a file in it");
        }
        if (Files.isSymbolicLink(file)) {
            throw new IOException(
                    "the anchor `" + file + "` is a link, which would be replaced by a file in this folder; "
                            + "name the file that the link points to");
        }
        try (var in = Files.newInputStream(file)) {
            return Optional.of(in.readNBytes(MOST_BYTES));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new IOException(
                    "the anchor `" + file + "` cannot be read: " + reason(e) + "; check its permissions and its disk",
                    e);
        }
    }

    /** Replaces the file. */
    public void write(String note) throws IOException {
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        try {
            try (FileChannel channel = FileChannel.open(
                    draft,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE,
                    LinkOption.NOFOLLOW_LINKS)) { // or a link there would have another file written
                ByteBuffer bytes = ByteBuffer.wrap(note.getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            DurableFolder.force(folder());
        } catch (IOException e) {
            throw new IOException(
                    "the anchor `" + file + "` cannot be written: " + reason(e) + "; check its folder's "
                            + "permissions and the free space on its disk",
                    e);
        }
    }

    private Path folder() {
        Path parent = file.getParent();
        return parent == null ? file : parent;
    }

    /** Java names the file, and leaves the reason to the type of the exception. */
    private static String reason(IOException e) {
        return e.getClass().getSimpleName() + ": " + e.getMessage();
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
