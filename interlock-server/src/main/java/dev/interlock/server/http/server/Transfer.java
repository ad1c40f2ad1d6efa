package dev.interlock.server.http.server;

import java.io.IOException;
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
            throw new ConnectionLostException("a caller disconnected or took too long", e);
        }
    }
}
