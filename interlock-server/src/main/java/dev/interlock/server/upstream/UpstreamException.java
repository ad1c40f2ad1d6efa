package dev.interlock.server.upstream;

import dev.interlock.server.mcp.wire.RpcError;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;

/** An upstream could not be asked, or answered nonsense, about something other than a call. The message says which and why. */
public final class UpstreamException extends IOException {
    private static final long serialVersionUID = 1;

    private final transient Optional<RpcError> error;

    public UpstreamException(String message) {
        this(message, Optional.empty());
    }

    /** @param error with which the server refused what it was asked for */
    public UpstreamException(String message, Optional<RpcError> error) {
        super(message);
        this.error = error;
    }

    /** The server's own error, if it answered with one. */
    public Optional<RpcError> error() {
        return error;
    }

    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }
}
