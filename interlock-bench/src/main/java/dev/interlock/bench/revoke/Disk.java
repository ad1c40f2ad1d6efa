package dev.interlock.bench.revoke;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file to which records are appended, each durable before the next. Not thread-safe. */
final class Disk implements AutoCloseable {

    /** About what the write-ahead log of the store takes for one record. */
    private static final int BYTES = 4_096;

    private final FileChannel file;

    Disk(Path path) throws IOException {
        this.file = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.APPEND);
    }

    /** @return how long it took, in milliseconds */
    double append() throws IOException {
        var record = ByteBuffer.allocate(BYTES);
        long asked = System.nanoTime();
        while (record.hasRemaining()) {
            file.write(record);
        }
        file.force(true);
        return (System.nanoTime() - asked) / 1e6;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
