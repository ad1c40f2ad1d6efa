package dev.interlock.server.http.server;

import java.io.IOException;
import java.util.Map;

/** One request to a door, free of any web server. For the thread of its connection, but for {@link #events}. */
public interface Request extends Presented {

    /** Returns the query as it was sent; empty for none. */
    String query();

    /**
     * Reads the body, once it is known who sends it.
     *
     * @return at most this many bytes; that many means that there may be more
     * @throws ConnectionLostException if the body is cut off or broken, or takes too long
     */
    byte[] body(int max) throws IOException;

    /**
     * Begins the response as a stream of events, before the door has its answer or instead of one: the reply is then
     * {@link Reply#streamed}. Any thread may begin it, once.
     *
     * @param headers of the response, beyond those of every stream
     */
    EventOutput events(Map<String, String> headers) throws IOException;
}
