package dev.interlock.server.lsp;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the well-formed messages of the base protocol: header lines that end in CRLF, a {@code Content-Length} of at
 * most 16 MiB, then so many bytes. What is no header is skipped up to the next one; a longer body is skipped as a whole. Not
 * thread-safe, but for {@link #end}.
 */
final class FrameReader {

    static final int MAX_BODY = 16 * 1024 * 1024;
    private static final int MAX_LINE = 1024;
    private static final System.Logger LOG = System.getLogger(FrameReader.class.getName());
    private static final Pattern LENGTH = Pattern.compile("(?i)content-length: *([0-9]{1,9}) *");
    private static final Pattern HEADER = Pattern.compile("[A-Za-z-]+: ?[\\x20-\\x7e]*");

    private final InputStream in;
    private volatile boolean ended;

    FrameReader(InputStream in) {
        this.in = in;
    }

    /** Ends the reading: no further message is read. */
    void end() {
        ended = true;
    }

    /** The body of the next message; empty at the end. */
    Optional<String> next() throws IOException {
        while (!ended) {
            OptionalInt length = header();
            if (length.isEmpty()) {
                return Optional.empty();
            }
            if (length.getAsInt() > MAX_BODY) {
                LOG.log(System.Logger.Level.WARNING, "a message of {0} bytes is too long", length.getAsInt());
                in.skipNBytes(length.getAsInt());
                continue;
            }
            byte[] body = in.readNBytes(length.getAsInt());
            return body.length < length.getAsInt()
                    ? Optional.empty()
                    : Optional.of(new String(body, StandardCharsets.UTF_8));
        }
        return Optional.empty();
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
                // The line is no header: whatever came before belongs to no message.
                length = OptionalInt.empty();
                LOG.log(System.Logger.Level.WARNING, "input that is not a message was skipped");
            }
        }
    }

    /** A line without its end, cut where it is too long; null at the end of the stream. */
    private @Nullable String line() throws IOException {
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
