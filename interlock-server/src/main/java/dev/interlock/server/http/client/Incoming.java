package dev.interlock.server.http.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * The incoming bytes of one connection are read strictly: two readers that disagree about where a message ends see
 * different messages.
 */
final class Incoming {
    private static final int BUFFER = 8 << 10;
    private static final int MOST_OF_LINE = 64 << 10;

    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER];
    private int at;
    private int end;

    Incoming(InputStream in) {
        this.in = in;
    }

    /** Returns whether a byte can be had without waiting. */
    boolean ready() throws IOException {
        return at < end || in.available() > 0;
    }

    /** Returns whether no byte that was read from the connection is left. */
    boolean empty() {
        return at == end;
    }

    /** Reads like an {@link InputStream}. */
    int read(byte[] into, int offset, int length) throws IOException {
        if (at == end) {
            // A long read goes without a stop to where it is wanted.
            if (length >= BUFFER) {
                return in.read(into, offset, length);
            }
            if (!fill()) {
                return -1;
            }
        }
        int count = Math.min(length, end - at);
        System.arraycopy(buffer, at, into, offset, count);
        at += count;
        return count;
    }

    private boolean fill() throws IOException {
        at = 0;
        end = Math.max(0, in.read(buffer, 0, BUFFER));
        return end > 0;
    }

    /**
     * A line that ends with CR LF, without them.
     *
     * @param most characters of it
     */
    String line(int most) throws IOException {
        StringBuilder line = null;
        while (true) {
            int from = at;
            while (at < end && buffer[at] != '\n') {
                at++;
            }
            String part = new String(buffer, from, at - from, ISO_8859_1);
            if (at < end) {
                at++;
                String whole = line == null ? part : line.append(part).toString();
                if (!whole.endsWith("\r") || whole.indexOf('\r') < whole.length() - 1 || whole.indexOf('\0') >= 0) {
                    throw new IOException("a line in the response header does not end as HTTP requires");
                }
                if (whole.length() > most) {
                    throw tooLong();
                }
                return whole.substring(0, whole.length() - 1);
            }
            line = (line == null ? new StringBuilder() : line).append(part);
            if (line.length() > Math.min(most, MOST_OF_LINE)) {
                throw tooLong();
            }
            if (!fill()) {
                throw new EOFException("the connection ended before the answer did");
            }
        }
    }

    private static IOException tooLong() {
        return new IOException("a line in the response header is too long");
    }

    /** Returns whether the first so many characters are those of a name in HTTP, at least one. */
    static boolean isToken(String text, int length) {
        for (int i = 0; i < length; i++) {
            if (!isToken(text.charAt(i))) {
                return false;
            }
        }
        return length > 0;
    }

    /** Returns whether a character may be part of a name in HTTP (RFC 9110, section 5.6.2). */
    static boolean isToken(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || (c > ' ' && c < 0x7f && "!#$%&'*+-.^_`|~".indexOf(c) >= 0);
    }
}
