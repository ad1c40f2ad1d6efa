package dev.interlock.server.http.client;

import java.io.IOException;

/** The failure to connect to a server: not one byte of the request has left. */
public final class CannotConnectException extends IOException {
    private static final long serialVersionUID = 1;

    CannotConnectException(IOException cause) {
        super(cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage(), cause);
    }
}
