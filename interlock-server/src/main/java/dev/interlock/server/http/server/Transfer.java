package dev.interlock.server.http.server;

import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;

/**
 * Transfers of bodies of requests and answers, each within a time, which is longer for a long body. A sender or
 * receiver that takes more time loses the connection. Thread-safe; for the virtual threads of connections.
 */
public final class Transfer {

    private static final byte[] NOTHING = {};
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
     * @param least for any body, however short
     * @param bytesPerMilli how fast a connection has to be on top of that
     */
    public Transfer(Duration least, long bytesPerMilli) {
        this.deadlines = new Deadlines(least);
        this.least = least;
        this.bytesPerMilli = bytesPerMilli;
    }

    /** Looks at the heads of requests, with the same patience. */
    public RequestHead head() {
        return new RequestHead(deadlines, least);
    }

    /** Begins the time for a handshake and the head of the first request, on the thread of a connection. */
    public void connecting() {
        deadlines.begin(least);
    }

    /** Reads at most this much of the body. */
    public byte[] body(ServerRequest request, int max) throws IOException {
        if (!request.content().hasEntity()) {
            return new byte[0];
        }
        return within(max, () -> {
            InputStream in = request.content().inputStream();
            // One more than it has: so its end is seen, and no more is allocated than it needs.
            int most = (int) Math.min(max, request.headers().contentLength().orElse(max) + 1);
            return whole(() -> in.readNBytes(most));
        });
    }

    /** Reads what is left of a body, so that the answer does not meet a caller who is still sending. */
    private void discard(ServerRequest request) throws IOException {
        if (request.content().hasEntity() && !request.content().consumed()) {
            within(0, () -> {
                return whole(() -> {
                    request.content().consume();
                    return request;
                });
            });
        }
    }

    /** A body that is no body, such as one whose chunks are none, ends the connection: nobody knows where the next request begins. */
    private static <T> T whole(Deadlines.Action<T> reading) throws IOException {
        try {
            return reading.run();
        } catch (RuntimeException e) {
            throw new CloseConnectionException("a body is cut off or broken", e);
        }
    }

    /** Sends a whole answer, whose head is set. */
    public void send(ServerRequest request, ServerResponse response, byte[] body) throws IOException {
        discard(request);
        within(body.length, () -> {
            response.send(body);
            return body;
        });
    }

    /** Writes a body. */
    public interface Writing {
        void to(OutputStream out) throws IOException;
    }

    /** Sends an answer whose head is set and whose body, of about so many bytes, is written as it is made. */
    public void send(ServerRequest request, ServerResponse response, long bytes, Writing body) throws IOException {
        discard(request);
        within(bytes, () -> {
            try (OutputStream out = response.outputStream()) {
                body.to(out);
            }
            return body;
        });
    }

    /** Answers a request that no door is there for. */
    public void nothing(ServerRequest request, ServerResponse response) throws IOException {
        response.status(Status.NOT_FOUND_404);
        send(request, response, NOTHING);
    }

    /** Runs what sends about so many bytes. */
    public <T> T within(long bytes, Deadlines.Action<T> action) throws IOException {
        try {
            return deadlines.within(least.plusMillis(bytes / bytesPerMilli), action);
        } catch (IOException e) {
            // There is nobody to tell.
            throw new CloseConnectionException("a caller went, or took too long", e);
        }
    }
}
