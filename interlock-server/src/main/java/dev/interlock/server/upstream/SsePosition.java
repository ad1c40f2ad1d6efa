package dev.interlock.server.upstream;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The position up to which a stream of events was read, and the time at which the server wants to be asked for the
 * rest. Not thread-safe.
 */
public final class SsePosition {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final int MAX_ID = 1_024;

    private final Runnable heard;
    private @Nullable String id;
    private Duration retry = FIRST;

    /** @param heard told of every line, whatever it says */
    public SsePosition(Runnable heard) {
        this.heard = heard;
    }

    public void heard() {
        heard.run();
    }

    /** The last event; none where the server names its events in no way. */
    public Optional<String> id() {
        return Optional.ofNullable(id);
    }

    /** Returns how long to wait before asking for the rest; a minute at the most. */
    public Duration retry() {
        return retry;
    }

    /**
     * Sets the id of the last event. As WHATWG HTML wants it, an id with NUL does not count; neither does one that no
     * header can carry.
     */
    public void id(String value) {
        boolean printable = value.chars().allMatch(c -> c > 0x20 && c < 0x7f);
        id = printable && !value.isEmpty() && value.length() <= MAX_ID ? value : null;
    }

    public void retry(String millis) {
        if (!millis.isEmpty() && millis.length() < 10 && millis.chars().allMatch(c -> c >= '0' && c <= '9')) {
            Duration wanted = Duration.ofMillis(Long.parseLong(millis));
            retry = wanted.compareTo(LONGEST) < 0 ? wanted : LONGEST;
        }
    }
}
