package dev.interlock.server.json;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file for what is too long for memory, readable by nobody else and gone when it is closed, at the latest when nobody holds
 * it any more. One thread writes, then any may read.
 */
public final class Spool implements AutoCloseable {
    private final FileChannel file;
    private long size;
    private int holders; // guarded by this

    public Spool() throws IOException {
        Path path = Files.createTempFile("interlock-", ".spool"); // for its owner alone, where the system can say so
        this.file = FileChannel.open(
                path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
    }

    public long size() {
        return size;
    }

    public void append(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            size += file.write(bytes, size);
        }
    }

    /** Reads all bytes, from the first one. */
    public InputStream read() {
        return read(0, size);
    }

    /** The bytes of a part; each stream has a position of its own. */
    InputStream read(long from, long length) {
        return new BlockInputStream() {
            private long at = from;

            @Override
            public int read(byte[] target, int offset, int wanted) throws IOException {
                long left = from + length - at;
                if (left <= 0) {
                    return -1;
                }
                int got = file.read(ByteBuffer.wrap(target, offset, (int) Math.min(wanted, left)), at);
                if (got < 0) {
                    throw new IOException("a spooled text ends too early");
                }
                at += got;
                return got;
            }
        };
    }

    /** Adds a holder: the file stays until each of them has let go. */
    synchronized void hold() {
        holders++;
    }

    /** Removes a holder; the last one closes the file. */
    void letGo() throws IOException {
        synchronized (this) {
            if (--holders > 0) {
                return;
            }
        }
        close();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
