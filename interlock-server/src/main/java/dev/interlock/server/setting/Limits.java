package dev.interlock.server.setting;

import java.time.Duration;

/**
 * The limits bound what is taken from callers and upstreams.
 *
 * @param requestBytes longest body of a request
 * @param depth deepest nesting of a JSON text
 * @param answerBytes most of an answer of an upstream that is kept in memory
 * @param resultBytes longest answer of an upstream; beyond `answerBytes` it goes through a file, and in MCP only its
 *     long texts do
 * @param callTime how long an upstream may take for a call, unless it has a time of its own
 * @param sessions sessions of the legacy era at a time
 * @param traffic how many requests are let in, by caller and server
 * @param waiting the bounds of calls that wait for their callers
 */
public record Limits(
        int requestBytes,
        int depth,
        int answerBytes,
        int resultBytes,
        Duration callTime,
        int sessions,
        Traffic traffic,
        Waiting waiting) {

    public static final Limits DEFAULT = new Limits(
            4 << 20, 64, 32 << 20, 1 << 30, Duration.ofSeconds(60), 10_000, Traffic.DEFAULT, Waiting.DEFAULT);

    /**
     * The bounds of calls that wait for their callers.
     *
     * @param answer longest time for the answer to a question
     * @param ofAgent waiting calls of one agent at a time; also its tasks and its streams of changes
     * @param all waiting calls of all agents at a time
     */
    public record Waiting(Duration answer, int ofAgent, int all) {
        public static final Waiting DEFAULT = new Waiting(Duration.ofMinutes(10), 100, 10_000);
    }

    /** Makes limits with the usual traffic, and answers that fit into memory. */
    public Limits(int requestBytes, int depth, int answerBytes, Duration callTime, int sessions) {
        this(requestBytes, depth, answerBytes, answerBytes, callTime, sessions, Traffic.DEFAULT, Waiting.DEFAULT);
    }

    public Limits withWaiting(Waiting other) {
        return new Limits(requestBytes, depth, answerBytes, resultBytes, callTime, sessions, traffic, other);
    }

    public Limits withTraffic(Traffic other) {
        return new Limits(requestBytes, depth, answerBytes, resultBytes, callTime, sessions, other, waiting);
    }
}
