package dev.interlock.server.config;

import java.time.Duration;

/**
 * Bounds of what is taken from callers and upstreams.
 *
 * @param requestBytes longest body of a request
 * @param depth deepest nesting of a JSON text
 * @param answerBytes most of an answer of an upstream that is kept in memory
 * @param resultBytes longest answer of an upstream; beyond `answerBytes` it goes through a file, of MCP the long texts
 * @param callTime how long an upstream may take for a call, unless it has a time of its own
 * @param sessions sessions of the legacy era at a time
 * @param traffic how many requests, of whom and where
 */
public record Limits(
        int requestBytes,
        int depth,
        int answerBytes,
        int resultBytes,
        Duration callTime,
        int sessions,
        Traffic traffic) {

    public static final Limits DEFAULT =
            new Limits(4 << 20, 64, 32 << 20, 1 << 30, Duration.ofSeconds(60), 10_000, Traffic.DEFAULT);

    /** With the usual traffic, and answers that fit into memory. */
    public Limits(int requestBytes, int depth, int answerBytes, Duration callTime, int sessions) {
        this(requestBytes, depth, answerBytes, answerBytes, callTime, sessions, Traffic.DEFAULT);
    }

    public Limits withTraffic(Traffic other) {
        return new Limits(requestBytes, depth, answerBytes, resultBytes, callTime, sessions, other);
    }
}
