package dev.interlock.bench.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.Locale;

/** HTTP/1.1 on one connection with as little as possible between the socket and the figures. Not thread-safe. */
public final class Wire implements AutoCloseable {
    private static final byte[] HEAD_END = "\r\n\r\n".getBytes(ISO_8859_1);
    private static final byte[] LAST_CHUNK = "\r\n0\r\n\r\n".getBytes(ISO_8859_1);
    private static final String LENGTH = "\r\ncontent-length:";
    private static final String CHUNKED = "\r\ntransfer-encoding: chunked\r\n";

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final byte[] buffer = new byte[64 << 10];
    private int end;
    private int headEnd;

    public Wire(Socket socket) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
        this.out = socket.getOutputStream();
    }

    /** To a port of this machine. */
    public static Wire connect(int port) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        return new Wire(socket);
    }

    public void write(byte[] bytes, int length) throws IOException {
        out.write(bytes, 0, length);
    }

    /** Fills the array; false if the other side has ended. */
    public boolean readFully(byte[] into) throws IOException {
        return in.readNBytes(into, 0, into.length) == into.length;
    }

    /** Reads one message, in chunks or with a length; false if the other side has ended before it. */
    public boolean readMessage() throws IOException {
        headEnd = -1;
        int total = buffer.length;
        boolean chunked = false;
        end = 0;
        while (end < total && !(chunked && endsWith(LAST_CHUNK))) {
            int read = in.read(buffer, end, buffer.length - end);
            if (read < 0) {
                if (end == 0) {
                    return false;
                }
                throw new EOFException("the connection ended in the middle of a message");
            }
            end += read;
            if (headEnd < 0) {
                headEnd = indexOf(buffer, end, HEAD_END, 0);
                if (headEnd >= 0) {
                    String head = new String(buffer, 0, headEnd + 2, ISO_8859_1).toLowerCase(Locale.ROOT);
                    chunked = head.contains(CHUNKED);
                    total = chunked ? buffer.length : headEnd + HEAD_END.length + contentLength(head);
                }
            }
        }
        return true;
    }

    private boolean endsWith(byte[] what) {
        return Arrays.equals(buffer, Math.max(0, end - what.length), end, what, 0, what.length);
    }

    private int contentLength(String head) throws IOException {
        int at = head.indexOf(LENGTH);
        if (at < 0) {
            return 0;
        }
        int from = at + LENGTH.length();
        int length =
                Integer.parseInt(head.substring(from, head.indexOf('\r', from)).strip());
        if (headEnd + HEAD_END.length + length > buffer.length) {
            throw new IOException("a message of " + length + " bytes is too long for a benchmark");
        }
        return length;
    }

    public String startLine() {
        return new String(buffer, 0, indexOf(buffer, end, HEAD_END, 0, 2), ISO_8859_1);
    }

    public String body() {
        int from = headEnd + HEAD_END.length;
        return new String(buffer, from, end - from, ISO_8859_1);
    }

    /** The value of a header; empty if it is not there. */
    public String header(String name) {
        for (String line : new String(buffer, 0, headEnd, ISO_8859_1).split("\r\n")) {
            if (line.regionMatches(true, 0, name + ":", 0, name.length() + 1)) {
                return line.substring(name.length() + 1).strip();
            }
        }
        return "";
    }

    /** Whether the message holds these bytes. */
    public boolean contains(byte[] bytes) {
        return indexOf(buffer, end, bytes, 0) >= 0;
    }

    /** The whole message, for an error. */
    public String text() {
        return new String(buffer, 0, end, ISO_8859_1);
    }

    private static int indexOf(byte[] in, int end, byte[] what, int from) {
        return indexOf(in, end, what, from, what.length);
    }

    private static int indexOf(byte[] in, int end, byte[] what, int from, int length) {
        for (int at = from; at <= end - length; at++) {
            int same = 0;
            while (same < length && in[at + same] == what[same]) {
                same++;
            }
            if (same == length) {
                return at;
            }
        }
        return -1;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
