package dev.interlock.server.replay.sort;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file without a name that others could open: where the system lets it, the name is gone as soon as the file is open, so that nothing is
 * left of it however the process ends.
 */
final class TemporaryFile implements AutoCloseable {

    private final FileChannel channel;
    private long size;

    private TemporaryFile(FileChannel channel) {
        this.channel = channel;
    }

    /** Creates a file that only its owner can read. */
    static TemporaryFile in(Path folder) throws IOException {
        Path file = Files.createTempFile(folder, "interlock-replay-", ".tmp");
        return new TemporaryFile(FileChannel.open(
                file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE));
    }

    long size() {
        return size;
    }

    /** A stream that adds to the end of the file. Closing it does nothing. */
    OutputStream end() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
                while (buffer.hasRemaining()) {
                    size += channel.write(buffer, size);
                }
            }
        };
    }

    /** A stream of a part of the file. */
    InputStream part(long from, long to) {
        return new InputStream() {
            private long at = from;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                if (at >= to) {
                    return -1;
                }
                int read = channel.read(ByteBuffer.wrap(into, offset, (int) Math.min(length, to - at)), at);
                at += Math.max(0, read);
                return read;
            }
        };
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
