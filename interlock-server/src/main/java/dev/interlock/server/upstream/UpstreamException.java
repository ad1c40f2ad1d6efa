package dev.interlock.server.upstream;

import java.io.IOException;
import java.util.Objects;

/** An upstream could not be asked, or answered nonsense, about something other than a call. The message says which and why. */
public final class UpstreamException extends IOException {
    private static final long serialVersionUID = 1;

    public UpstreamException(String message) {
        super(message);
    }

    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }
}
