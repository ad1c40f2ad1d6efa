package dev.interlock.server.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Makes the names of a folder durable: after a power cut a file that was moved there is there. */
final class DurableFolder {

    private DurableFolder() {}

    /** Does what the platform offers: where folders cannot be opened, their names are the file system's affair. */
    static void force(Path folder) throws IOException {
        if (!folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return;
        }
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
