package dev.interlock.server.upstream;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/**
 * The data of server-sent events, one event at a time (WHATWG HTML, "Server-sent events", reduced to what MCP uses: event
 * names, ids and retry times are read over). Not thread-safe.
 */
final class SseReader {
    private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
    private static final byte[] DATA = {'d', 'a', 't', 'a'};

    private final LineReader lines;
    private final int maxBytes;
    private boolean first = true;

    SseReader(InputStream in, int maxBytes) {
        this.lines = new LineReader(in, maxBytes, LineReader.Ends.ANY);
        this.maxBytes = maxBytes;
    }

    /** The data of the next event that has some, or empty at the end of the stream; an event cut off by the end is none. */
    Optional<byte[]> next() throws IOException {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        boolean some = false;
        for (Optional<byte[]> read = lines.next(); read.isPresent(); read = lines.next()) {
            byte[] line = withoutMark(read.get());
            if (line.length == 0) {
                if (data.size() > 0) {
                    return Optional.of(data.toByteArray());
                }
                some = false;
                continue;
            }
            int value = value(line);
            if (value < 0) {
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

    /** Where the value of a `data` line begins, or -1 for any other line. */
    private static int value(byte[] line) {
        if (!startsWith(line, DATA)) {
            return -1;
        }
        if (line.length == DATA.length) {
            return DATA.length;
        }
        if (line[4] != ':') {
            return -1;
        }
        return line.length > 5 && line[5] == ' ' ? 6 : 5;
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
