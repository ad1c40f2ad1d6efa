package dev.interlock.server.http.server;

import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;

/**
 * Transfers of bodies of requests and answers, each within a time, which is longer for a long body. A sender or
 * receiver that takes more time loses the connection. Thread-safe; for virtual threads, such as those of connections.
 */
public final class Transfer {

    private static final Duration USUAL = Duration.ofSeconds(30);
    /** The slowest connection that is waited for. */
    private static final long USUAL_PACE = 256;

    private final Deadlines deadlines;
    private final Duration least;
    private final long bytesPerMilli;

    public Transfer() {
        this(USUAL, USUAL_PACE);
    }

    /**
     * Makes transfers with other bounds.
     *
     * @param least for any body, however short, and for what comes before it
     * @param bytesPerMilli how fast a connection has to be on top of that
     */
    public Transfer(Duration least, long bytesPerMilli) {
        this.deadlines = new Deadlines(least);
        this.least = least;
        this.bytesPerMilli = bytesPerMilli;
    }

    /** Begins the time for a handshake, or for the head of a request, on the thread of its connection. */
    public void begin() {
        deadlines.begin(least);
    }

    /** Ends the time that has begun, as the head is there. */
    public void end() {
        deadlines.end();
    }

    /**
     * Reads or writes about so many bytes.
     *
     * @throws ConnectionLostException if that fails or takes too long
     */
    public <T> T within(long bytes, Deadlines.Action<T> action) throws ConnectionLostException {
        try {
            return deadlines.within(least.plusMillis(bytes / bytesPerMilli), action);
        } catch (ConnectionLostException e) {
            throw e;
        } catch (IOException e) {
            throw new ConnectionLostException("a caller went, or took too long", e);
        }
    }

    // --- for the services that know the web server

    /** Reads at most this much of the body. */
    public byte[] body(ServerRequest request, int max) throws IOException {
        if (!request.content().hasEntity()) {
            return new byte[0];
        }
        return orClose(max, () -> {
            InputStream in = request.content().inputStream();
            // One more than it has: so its end is seen, and no more is allocated than it needs.
            int most = (int) Math.min(max, request.headers().contentLength().orElse(max) + 1);
            return whole(() -> in.readNBytes(most));
        });
    }

    private void discard(ServerRequest request) throws IOException {
        if (request.content().hasEntity() && !request.content().consumed()) {
            orClose(0, () -> {
                return whole(() -> {
                    request.content().consume();
                    return request;
                });
            });
        }
    }

    private static <T> T whole(Deadlines.Action<T> reading) throws IOException {
        try {
            return reading.run();
        } catch (RuntimeException e) {
            throw new CloseConnectionException("a body is cut off or broken", e);
        }
    }

    private <T> T orClose(long bytes, Deadlines.Action<T> action) {
        try {
            return within(bytes, action);
        } catch (ConnectionLostException e) {
            throw new CloseConnectionException("a caller went, or took too long", e);
        }
    }

    /** Sends a whole answer, whose head is set. */
    public void send(ServerRequest request, ServerResponse response, byte[] body) throws IOException {
        discard(request);
        orClose(body.length, () -> {
            response.send(body);
            return body;
        });
    }

    /** Sends an answer whose head is set and whose body, of about so many bytes, is written as it is made. */
    public void send(ServerRequest request, ServerResponse response, long bytes, Body.Writing body) throws IOException {
        discard(request);
        orClose(bytes, () -> {
            try (OutputStream out = response.outputStream()) {
                body.to(out);
            }
            return body;
        });
    }
}
