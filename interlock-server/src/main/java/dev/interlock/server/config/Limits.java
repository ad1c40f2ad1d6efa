package dev.interlock.server.config;

import java.time.Duration;

/**
 * Bounds of what is taken from callers and upstreams.
 *
 * @param requestBytes longest body of a request
 * @param depth deepest nesting of a JSON text
 * @param answerBytes longest answer of an upstream
 * @param callTime how long an upstream may take for a call, unless it has a time of its own
 * @param sessions sessions of the legacy era at a time
 * @param traffic how many requests, of whom and where
 */
public record Limits(int requestBytes, int depth, int answerBytes, Duration callTime, int sessions, Traffic traffic) {

    public static final Limits DEFAULT = new Limits(4 << 20, 64, 32 << 20, Duration.ofSeconds(60), 10_000);

    /** With the usual traffic. */
    public Limits(int requestBytes, int depth, int answerBytes, Duration callTime, int sessions) {
        this(requestBytes, depth, answerBytes, callTime, sessions, Traffic.DEFAULT);
    }

    public Limits withTraffic(Traffic other) {
        return new Limits(requestBytes, depth, answerBytes, callTime, sessions, other);
    }
}
