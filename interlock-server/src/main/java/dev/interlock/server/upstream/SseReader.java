package dev.interlock.server.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/**
 * The data of server-sent events, one event at a time (WHATWG HTML, "Server-sent events", reduced to what MCP uses: names of
 * events are read over). Not thread-safe.
 */
final class SseReader {
    private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
    private static final byte[] DATA = {'d', 'a', 't', 'a'};
    private static final byte[] ID = {'i', 'd'};
    private static final byte[] RETRY = {'r', 'e', 't', 'r', 'y'};

    private final LineReader lines;
    private final int maxBytes;
    private final SsePosition position;
    private boolean first = true;

    /** @param position told where the stream is */
    SseReader(InputStream in, int maxBytes, SsePosition position) {
        this.lines = new LineReader(in, maxBytes, LineReader.Ends.ANY);
        this.maxBytes = maxBytes;
        this.position = position;
    }

    /** The data of the next event that has some, or empty at the end of the stream; an event cut off by the end is none. */
    Optional<byte[]> next() throws IOException {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        boolean some = false;
        Optional<String> id = Optional.empty();
        for (Optional<byte[]> read = lines.next(); read.isPresent(); read = lines.next()) {
            byte[] line = withoutMark(read.get());
            if (line.length == 0) {
                id.ifPresent(position::id);
                id = Optional.empty();
                if (data.size() > 0) {
                    return Optional.of(data.toByteArray());
                }
                some = false;
                continue;
            }
            int value = value(line, DATA);
            if (value < 0) {
                Optional<String> named = text(line, ID);
                id = named.isPresent() ? named : id;
                text(line, RETRY).ifPresent(position::retry);
                continue;
            }
            if (some) {
                data.write('\n');
            }
            some = true;
            data.write(line, value, line.length - value);
            if (data.size() > maxBytes) {
                throw new IOException("an event is larger than " + maxBytes + " bytes");
            }
        }
        return Optional.empty();
    }

    private static Optional<String> text(byte[] line, byte[] field) {
        int value = value(line, field);
        return value < 0 ? Optional.empty() : Optional.of(new String(line, value, line.length - value, UTF_8));
    }

    /** Where the value of a line of this field begins, or -1 for any other line. */
    private static int value(byte[] line, byte[] field) {
        if (!startsWith(line, field)) {
            return -1;
        }
        int colon = field.length;
        if (line.length == colon) {
            return colon;
        }
        if (line[colon] != ':') {
            return -1;
        }
        return line.length > colon + 1 && line[colon + 1] == ' ' ? colon + 2 : colon + 1;
    }

    private byte[] withoutMark(byte[] line) {
        boolean marked = first && startsWith(line, MARK);
        first = false;
        return marked ? Arrays.copyOfRange(line, MARK.length, line.length) : line;
    }

    private static boolean startsWith(byte[] line, byte[] prefix) {
        return line.length >= prefix.length && Arrays.equals(line, 0, prefix.length, prefix, 0, prefix.length);
    }
}
