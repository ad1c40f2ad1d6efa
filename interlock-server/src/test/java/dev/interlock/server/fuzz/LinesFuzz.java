package dev.interlock.server.fuzz;

import dev.interlock.server.mcp.LineReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Lines are the same however the bytes of a stream are dealt out, and no longer than they may be. */
public final class LinesFuzz {
    private static final int MAX = 64;

    private LinesFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        var choices = new Choices(input);
        LineReader.Ends ends = choices.octet() % 2 == 0 ? LineReader.Ends.LF : LineReader.Ends.ANY;
        int step = 1 + choices.below(20);
        byte[] bytes = choices.rest();
        List<String> expected = expected(bytes, ends);
        List<String> read = read(new Dealt(bytes, step), ends);
        if (!read.equals(expected)) {
            throw new AssertionError("read " + read + ", not " + expected);
        }
    }

    private static List<String> read(InputStream in, LineReader.Ends ends) {
        List<String> lines = new ArrayList<>();
        var reader = new LineReader(in, MAX, ends);
        try {
            for (Optional<byte[]> line = reader.next(); line.isPresent(); line = reader.next()) {
                lines.add(Arrays.toString(line.get()));
            }
        } catch (IOException e) {
            lines.add("too long");
        }
        return lines;
    }

    /** The obvious way: byte by byte. */
    private static List<String> expected(byte[] bytes, LineReader.Ends ends) {
        List<String> lines = new ArrayList<>();
        var line = new ByteArrayOutputStream();
        for (int i = 0; i < bytes.length; i++) {
            boolean end = bytes[i] == '\n' || (ends == LineReader.Ends.ANY && bytes[i] == '\r');
            if (end) {
                if (ends == LineReader.Ends.ANY && bytes[i] == '\n' && i > 0 && bytes[i - 1] == '\r') {
                    continue;
                }
                lines.add(Arrays.toString(line.toByteArray()));
                line.reset();
                continue;
            }
            line.write(bytes[i]);
            if (line.size() > MAX) {
                lines.add("too long");
                return lines;
            }
        }
        return lines;
    }

    /** A stream that gives a few bytes at a time. */
    public static final class Dealt extends InputStream {
        private final ByteArrayInputStream in;
        private final int step;

        public Dealt(byte[] bytes, int step) {
            this.in = new ByteArrayInputStream(bytes);
            this.step = step;
        }

        @Override
        public int read() {
            return in.read();
        }

        @Override
        public int read(byte[] into, int from, int length) {
            return in.read(into, from, Math.min(length, step));
        }
    }
}
