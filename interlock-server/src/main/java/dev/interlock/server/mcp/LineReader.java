package dev.interlock.server.mcp;

import dev.interlock.server.json.BlockInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The reader splits a stream of bytes into lines of bounded length. Not thread-safe. */
public final class LineReader {

    /** The bytes that end a line. */
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
    private @Nullable Line open;

    public LineReader(InputStream in, int maxBytes, Ends ends) {
        this.in = in;
        this.maxBytes = maxBytes;
        this.ends = ends;
    }

    /** The next line without its end, or empty at the end of the stream; a last line without an end is none. */
    public Optional<byte[]> next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(256);
        while (true) {
            if (!more()) {
                return Optional.empty();
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

    /** Returns whether the stream holds anything more; the end of the last line is behind it then. */
    private boolean more() throws IOException {
        while (from < to || fill()) {
            if (!afterReturn || block[from] != '\n') {
                afterReturn = false;
                return true;
            }
            afterReturn = false;
            from++;
        }
        return false;
    }

    /**
     * The next line as a stream, for lines that may be longer than memory; the limit of the others does not hold for it. What is
     * not read of it is skipped before the next line. It throws {@link EOFException} where the input ends within the line.
     */
    public Optional<InputStream> open() throws IOException {
        Line last = open;
        if (last != null) {
            last.skipRest();
        }
        if (!more()) {
            return Optional.empty();
        }
        Line line = new Line();
        open = line;
        return Optional.of(line);
    }

    private final class Line extends BlockInputStream {
        private boolean ended;

        @Override
        public int read(byte[] target, int offset, int wanted) throws IOException {
            if (ended) {
                return -1;
            }
            if (from == to && !fill()) {
                throw new EOFException("it ended within a line");
            }
            int end = from;
            while (end < to && end - from < wanted && !isEnd(block[end])) {
                end++;
            }
            int got = end - from;
            System.arraycopy(block, from, target, offset, got);
            from = end;
            if (got > 0 || wanted == 0) {
                return got;
            }
            afterReturn = block[from] == '\r';
            from++;
            ended = true;
            return -1;
        }

        void skipRest() throws IOException {
            byte[] rest = new byte[8 << 10];
            while (!ended) {
                int unused = read(rest, 0, rest.length);
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
