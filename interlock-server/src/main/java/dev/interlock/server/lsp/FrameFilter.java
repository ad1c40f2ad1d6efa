package dev.interlock.server.lsp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lets only well-formed messages of the base protocol through: header lines that end in CRLF, a {@code Content-Length} of at
 * most 16 MiB, then so many bytes. What is no header is skipped up to the next one; a longer body is skipped as a whole. Not
 * thread-safe, but for {@link #end}.
 */
final class FrameFilter extends InputStream {

    static final int MAX_BODY = 16 * 1024 * 1024;
    private static final int MAX_LINE = 1024;
    private static final System.Logger LOG = System.getLogger(FrameFilter.class.getName());
    private static final Pattern LENGTH = Pattern.compile("(?i)content-length: *([0-9]{1,9}) *");
    private static final Pattern HEADER = Pattern.compile("[A-Za-z-]+: ?[\\x20-\\x7e]*");

    private final InputStream in;
    private byte[] frame = new byte[0];
    private int at;
    private volatile boolean ended;

    FrameFilter(InputStream in) {
        this.in = in;
    }

    /** Nothing more is read. */
    void end() {
        ended = true;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (at == frame.length && !next()) {
            return -1;
        }
        int count = Math.min(length, frame.length - at);
        System.arraycopy(frame, at, into, offset, count);
        at += count;
        return count;
    }

    /** Reads the next frame; false at the end of the stream. */
    private boolean next() throws IOException {
        while (!ended) {
            OptionalInt length = header();
            if (length.isEmpty()) {
                return false;
            }
            if (length.getAsInt() > MAX_BODY) {
                LOG.log(System.Logger.Level.WARNING, "a message of {0} bytes is too long", length.getAsInt());
                in.skipNBytes(length.getAsInt());
                continue;
            }
            byte[] body = in.readNBytes(length.getAsInt());
            if (body.length < length.getAsInt()) {
                return false;
            }
            var out = new ByteArrayOutputStream(body.length + 32);
            out.writeBytes(("Content-Length: " + body.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            out.writeBytes(body);
            frame = out.toByteArray();
            at = 0;
            return true;
        }
        return false;
    }

    /** Reads up to the end of a header with a length; empty at the end of the stream. */
    private OptionalInt header() throws IOException {
        OptionalInt length = OptionalInt.empty();
        while (true) {
            String line = line();
            if (line == null) {
                return OptionalInt.empty();
            }
            Matcher matcher = LENGTH.matcher(line);
            if (matcher.matches()) {
                length = OptionalInt.of(Integer.parseInt(matcher.group(1)));
            } else if (line.isEmpty() && length.isPresent()) {
                return length;
            } else if (!HEADER.matcher(line).matches()) {
                // Not a header: whatever came before belongs to no message.
                length = OptionalInt.empty();
                LOG.log(System.Logger.Level.WARNING, "what is no message was skipped");
            }
        }
    }

    /** A line without its end, cut where it is too long; null at the end of the stream. */
    private @org.jspecify.annotations.Nullable String line() throws IOException {
        StringBuilder line = new StringBuilder();
        int c = in.read();
        if (c < 0) {
            return null;
        }
        for (; c >= 0 && c != '\n'; c = in.read()) {
            if (line.length() < MAX_LINE) {
                line.append((char) c);
            }
        }
        int end = line.length() - 1;
        if (end >= 0 && line.charAt(end) == '\r') {
            line.setLength(end);
        }
        return line.toString();
    }
}
