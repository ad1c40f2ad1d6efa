package dev.interlock.server.replay.read;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;

/**
 * A trace opened for reading, unpacked where it is a gzip file, whatever its name is.
 *
 * @param form what it is
 * @param in its content, from the beginning
 */
public record TraceFile(TraceForm form, InputStream in) implements AutoCloseable {

    private static final int SNIFFED = 64 * 1024;
    private static final String SEPARATORS = ",;\t";

    /** Opens a file; {@code read} grows by the bytes that are read of it. */
    public static TraceFile open(Path file, AtomicLong read) throws IOException {
        return of(new Counting(Files.newInputStream(file), read));
    }

    /** The trace in a stream. */
    public static TraceFile of(InputStream stream) throws IOException {
        InputStream raw = new BufferedInputStream(stream, SNIFFED);
        byte[] magic = ahead(raw, 2);
        boolean packed = magic.length == 2 && (magic[0] & 0xff) == 0x1f && (magic[1] & 0xff) == 0x8b;
        InputStream in = packed ? new BufferedInputStream(new GZIPInputStream(raw, SNIFFED), SNIFFED) : raw;
        return new TraceFile(form(ahead(in, SNIFFED)), in);
    }

    private static TraceForm form(byte[] beginning) {
        String text = text(beginning).stripLeading();
        if (text.startsWith("<")) {
            return TraceForm.XES;
        }
        if (text.contains("\"resourceSpans\"")) {
            return TraceForm.OTLP;
        }
        return isTable(text) ? TraceForm.TABLE : TraceForm.JSON_LINES;
    }

    /** The beginning of a file as text that shows its form, without a byte order mark. */
    private static String text(byte[] beginning) {
        String bytes = new String(beginning, StandardCharsets.ISO_8859_1);
        if (bytes.startsWith("\u00fe\u00ff") || bytes.startsWith("\u00ff\u00fe")) {
            return new String(beginning, StandardCharsets.UTF_16);
        }
        return bytes.startsWith("\u00ef\u00bb\u00bf") ? bytes.substring(3) : bytes;
    }

    /** Returns whether the first line has values with something between them, and neither it nor the next is an object of JSON. */
    private static boolean isTable(String text) {
        List<String> lines =
                text.lines().filter(line -> !line.isBlank()).limit(2).toList();
        return !lines.isEmpty()
                && lines.stream().noneMatch(line -> line.stripLeading().startsWith("{"))
                && !lines.getFirst().startsWith("[")
                && lines.getFirst().chars().anyMatch(c -> SEPARATORS.indexOf(c) >= 0);
    }

    /** The first bytes of a stream that can be marked, which are read again. */
    static byte[] ahead(InputStream in, int length) throws IOException {
        byte[] found = new byte[length];
        int size = 0;
        in.mark(length);
        try {
            int read = in.read(found, 0, length);
            while (read > 0) {
                size += read;
                read = size < length ? in.read(found, size, length - size) : -1;
            }
        } catch (EOFException e) {
            // a gzip file that was cut: its reader will meet it again, and say so
        }
        in.reset();
        return Arrays.copyOf(found, size);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private static final class Counting extends FilterInputStream {
        private final AtomicLong read;

        Counting(InputStream in, AtomicLong read) {
            super(in);
            this.read = read;
        }

        @Override
        public int read() throws IOException {
            int b = super.read();
            if (b >= 0) {
                read.incrementAndGet();
            }
            return b;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int count = super.read(into, offset, length);
            if (count > 0) {
                read.addAndGet(count);
            }
            return count;
        }
    }
}
