package dev.interlock.server.setting;

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
 * @param waiting how calls wait for those who made them
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
     * How calls wait for those who made them.
     *
     * @param answer how long for the answer to a question
     * @param ofAgent calls of one agent that wait at a time; as many tasks of callers, and streams of changes
     * @param all of all agents
     */
    public record Waiting(Duration answer, int ofAgent, int all) {
        public static final Waiting DEFAULT = new Waiting(Duration.ofMinutes(10), 100, 10_000);
    }

    /** With the usual traffic, and answers that fit into memory. */
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
