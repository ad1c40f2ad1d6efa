package dev.interlock.server.http.server;

import java.io.IOException;

/** A door answers the requests at its paths. Thread-safe. It passes the conformance suite {@code DoorConformance}, which is public. */
@FunctionalInterface
public interface Door {

    /**
     * Answers a request. An exception is answered as a failure of the server, but for a {@link ConnectionLostException},
     * after which there is nobody to answer.
     */
    Reply handle(Request request) throws IOException;
}
