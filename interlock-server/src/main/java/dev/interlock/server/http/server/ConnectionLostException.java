package dev.interlock.server.http.server;

import java.io.IOException;

/**
 * The connection of a caller is of no more use: the caller went, took too long, or sent what has no certain end. Nobody
 * can be told, and nothing more is read there.
 */
public final class ConnectionLostException extends IOException {

    private static final long serialVersionUID = 1;

    public ConnectionLostException(String message) {
        super(message);
    }

    public ConnectionLostException(String message, Throwable cause) {
        super(message, cause);
    }
}
