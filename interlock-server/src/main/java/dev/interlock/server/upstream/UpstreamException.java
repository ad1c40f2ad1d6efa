package dev.interlock.server.upstream;

import dev.interlock.server.mcp.RpcError;
import dev.interlock.server.render.Plain;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;

/** An upstream could not be asked, or answered nonsense, about something other than a call. The message says which and why. */
public final class UpstreamException extends IOException {
    private static final long serialVersionUID = 1;

    /** Characters of what a server says that are repeated in a message of ours. */
    static final int MOST_WORDS = 200;

    private final String own;
    private final transient Optional<RpcError> error;

    public UpstreamException(String message) {
        super(message);
        this.own = message;
        this.error = Optional.empty();
    }

    private UpstreamException(String own, String words, Optional<RpcError> error) {
        super(own + ": " + Plain.cut(Plain.of(words), MOST_WORDS));
        this.own = own;
        this.error = error;
    }

    /** Returns an exception with words of the server, whose beginning is told. */
    public static UpstreamException saying(String own, String words) {
        return new UpstreamException(own, words, Optional.empty());
    }

    /** The server was asked, and refused. */
    public static UpstreamException refused(String own, RpcError error) {
        return new UpstreamException(own + " with error " + error.code(), error.message(), Optional.of(error));
    }

    /** The server's own error, if it answered with one. */
    public Optional<RpcError> error() {
        return error;
    }

    /** Returns the message without the server's words. */
    public String own() {
        return own;
    }

    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }
}
