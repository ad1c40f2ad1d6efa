package dev.interlock.server.upstream;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Lines of bytes from a stream, each bounded, read in blocks. Not thread-safe. */
public final class LineReader {

    /** What ends a line. */
    public enum Ends {
        /** A line feed alone: the frames of the stdio transport. */
        LF,
        /** Line feed, carriage return, or both: server-sent events. */
        ANY
    }

    private final InputStream in;
    private final int maxBytes;
    private final Ends ends;
    private final byte[] block = new byte[16 << 10];
    private int from;
    private int to;
    private boolean afterReturn;

    public LineReader(InputStream in, int maxBytes, Ends ends) {
        this.in = in;
        this.maxBytes = maxBytes;
        this.ends = ends;
    }

    /** The next line without its end, or empty at the end of the stream; a last line without an end is none. */
    public Optional<byte[]> next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(256);
        while (true) {
            if (from == to && !fill()) {
                return Optional.empty();
            }
            if (afterReturn) {
                afterReturn = false;
                if (block[from] == '\n') {
                    from++;
                    continue;
                }
            }
            int end = from;
            while (end < to && !isEnd(block[end])) {
                end++;
            }
            if (line.size() + (end - from) > maxBytes) {
                throw new IOException("a line is longer than " + maxBytes + " bytes");
            }
            line.write(block, from, end - from);
            from = end;
            if (end < to) {
                afterReturn = block[end] == '\r';
                from = end + 1;
                return Optional.of(line.toByteArray());
            }
        }
    }

    private boolean isEnd(byte b) {
        return b == '\n' || (ends == Ends.ANY && b == '\r');
    }

    private boolean fill() throws IOException {
        from = 0;
        to = Math.max(in.read(block), 0);
        return to > 0;
    }
}
