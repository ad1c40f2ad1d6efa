package dev.interlock.server.store;

import dev.interlock.ledger.store.StoreException;
import dev.interlock.ledger.store.StoreException.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;

/** The claim of one process to a data folder. The operating system ends it with the process, however that dies. */
final class FolderLock implements AutoCloseable {
    /**
     * Folders that this process has. Asked first, because the operating system drops a process's lock as soon as the
     * process closes any descriptor of the file.
     */
    private static final Set<Path> HELD = new HashSet<>();

    private final Path folder;
    private final FileChannel channel;

    private FolderLock(Path folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    /** Takes the folder, which exists. */
    static FolderLock take(Path folder) throws IOException {
        Path real = folder.toRealPath();
        long pid = ProcessHandle.current().pid();
        synchronized (HELD) {
            if (!HELD.add(real)) {
                throw inUse(folder, Long.toString(pid));
            }
            FileChannel channel = null;
            try {
                channel = FileChannel.open(
                        real.resolve("lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock();
                if (lock == null) {
                    throw inUse(folder, holder(real.resolve("lock")));
                }
                channel.truncate(0);
                channel.write(ByteBuffer.wrap((pid + "\n").getBytes(StandardCharsets.US_ASCII)));
                return new FolderLock(real, channel);
            } catch (IOException e) {
                HELD.remove(real);
                if (channel != null) {
                    channel.close();
                }
                throw e;
            }
        }
    }

    private static String holder(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            return "unknown";
        }
    }

    private static StoreException inUse(Path folder, String pid) {
        return new StoreException(
                Problem.IN_USE,
                "the data folder `" + folder + "` is in use by pid " + pid
                        + "; stop that process or name another folder");
    }

    @Override
    public void close() throws IOException {
        synchronized (HELD) {
            channel.close();
            HELD.remove(folder);
        }
    }
}
