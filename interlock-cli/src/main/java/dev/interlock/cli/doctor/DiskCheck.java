package dev.interlock.cli.doctor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;

/**
 * Looks at the disk of a data folder: space, kind, and whether it makes something durable. For that it writes a small file, which is gone
 * when it is closed.
 */
public final class DiskCheck {

    private static final long GIBIBYTE = 1L << 30;
    private static final long LEAST = GIBIBYTE / 10;
    private static final Duration SLOW = Duration.ofMillis(200);

    /** File systems over a network, on which locks and durability are not what a database needs. */
    private static final Set<String> REMOTE =
            Set.of("nfs", "nfs4", "cifs", "smb2", "smb3", "smbfs", "fuse.sshfs", "9p");

    private static final Set<String> MEMORY = Set.of("tmpfs", "ramfs");

    private DiskCheck() {}

    /** @param data the data folder, which may not be there yet */
    public static List<Finding> findings(Path data) throws IOException {
        Path folder = data.toAbsolutePath().normalize();
        while (!Files.isDirectory(folder) && folder.getParent() != null) {
            folder = folder.getParent();
        }
        List<Finding> found = new ArrayList<>();
        FileStore store = Files.getFileStore(folder);
        long free = store.getUsableSpace();
        String space = String.format(Locale.ROOT, "%.1f GiB are free", (double) free / GIBIBYTE);
        if (free < LEAST) {
            found.add(Finding.problem(
                    Area.DISK, data, space, "free some space: when the disk is full, every call is denied"));
        } else if (free < GIBIBYTE) {
            found.add(Finding.warning(
                    Area.DISK, data, space, "free some space soon: when the disk is full, every call is denied"));
        } else {
            found.add(Finding.ok(Area.DISK, data, space));
        }
        String kind = store.type().toLowerCase(Locale.ROOT);
        if (REMOTE.contains(kind)) {
            found.add(Finding.warning(
                    Area.DISK,
                    data,
                    "the folder is on a network (" + kind + "), where locks and durability are not guaranteed",
                    "set `data` to a folder on a local disk"));
        } else if (MEMORY.contains(kind)) {
            found.add(Finding.warning(
                    Area.DISK,
                    data,
                    "the folder is in memory (" + kind + "), so the record is lost when the machine stops",
                    "set `data` to a folder on a disk"));
        }
        found.add(durable(data, folder));
        return found;
    }

    private static Finding durable(Path data, Path folder) {
        if (!Files.isWritable(folder)) {
            return Finding.problem(
                    Area.DISK,
                    folder,
                    "the user " + System.getProperty("user.name") + " cannot write there",
                    "run the doctor as the user that runs the server, or make that user the owner of the folder");
        }
        Path file = folder.resolve(".interlock-doctor-" + UUID.randomUUID());
        long began = System.nanoTime();
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE)) {
            int written = channel.write(ByteBuffer.wrap(new byte[] {1}));
            channel.force(true);
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            String text = written + " byte became durable in " + took.toMillis() + " ms";
            return took.compareTo(SLOW) > 0
                    ? Finding.warning(Area.DISK, data, text, "use a faster disk, because each decision waits for it")
                    : Finding.ok(Area.DISK, data, text);
        } catch (IOException e) {
            return Finding.problem(
                    Area.DISK,
                    folder,
                    "nothing can be written durably there: " + e.getMessage(),
                    "repair the disk, or set `data` to another folder");
        }
    }
}
