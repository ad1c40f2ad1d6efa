package dev.interlock.server.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Bytes to a port of this machine, and the responses that come back for them. */
public final class Wire {

    /** One response. */
    public record Response(int status, String head, byte[] body) {
        public String text() {
            return new String(body, java.nio.charset.StandardCharsets.UTF_8);
        }
    }

    private Wire() {}

    /**
     * Sends all of it, says that nothing more follows, and reads to the end; of a stream that somebody asked for with GET only
     * the head, as the stream has no end. What answers HEAD has no body, whatever its head says of one (RFC 9110, section 9.3.2).
     *
     * @throws java.net.SocketTimeoutException if the other side neither answers nor closes within a minute
     */
    public static List<Response> exchange(int port, byte[] bytes) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(60_000);
            socket.setTcpNoDelay(true);
            try {
                socket.getOutputStream().write(bytes);
                socket.shutdownOutput();
            } catch (SocketException e) {
                // It may have heard enough.
            }
            String method = new String(bytes, 0, Math.min(bytes.length, 5), ISO_8859_1);
            return responses(
                    new BufferedInputStream(socket.getInputStream()),
                    method.startsWith("GET "),
                    method.startsWith("HEAD "));
        }
    }

    private static List<Response> responses(InputStream in, boolean streamed, boolean bodyless) throws IOException {
        List<Response> responses = new ArrayList<>();
        try {
            for (String head = head(in); !head.isEmpty(); head = head(in)) {
                String small = head.toLowerCase(Locale.ROOT);
                int status = Integer.parseInt(head.substring(9, 12));
                byte[] body;
                if (streamed && small.contains("\r\ncontent-type: text/event-stream")) {
                    responses.add(new Response(status, head, new byte[0]));
                    return responses;
                }
                if (bodyless && responses.isEmpty()) {
                    body = new byte[0];
                } else if (small.contains("\r\ntransfer-encoding: chunked")) {
                    body = chunks(in);
                } else {
                    int at = small.indexOf("\r\ncontent-length:");
                    int length = at < 0
                            ? 0
                            : Integer.parseInt(small.substring(at + 17, small.indexOf("\r\n", at + 2))
                                    .strip());
                    body = in.readNBytes(length);
                }
                responses.add(new Response(status, head, body));
            }
        } catch (SocketException | EOFException e) {
            // Reset: what came until then is what there is.
        }
        return responses;
    }

    private static String head(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int b = in.read();
            if (b < 0) {
                if (head.isEmpty()) {
                    return "";
                }
                throw new EOFException();
            }
            head.append((char) b);
        }
        return head.toString();
    }

    private static byte[] chunks(InputStream in) throws IOException {
        var body = new ByteArrayOutputStream();
        while (true) {
            int size = Integer.parseInt(line(in), 16);
            body.write(in.readNBytes(size));
            line(in);
            if (size == 0) {
                return body.toByteArray();
            }
        }
    }

    private static String line(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException();
            }
            line.write(b);
        }
        return line.toString(ISO_8859_1).strip();
    }
}
