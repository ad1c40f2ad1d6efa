package dev.interlock.server.door;

import dev.interlock.server.json.JsonLimits;
import dev.interlock.server.setting.Limits;
import java.time.Duration;
import java.util.Set;

/**
 * Settings of the door.
 *
 * @param limits within which requests are read
 * @param origins values of `Origin` that are let in; a request without one is no browser's and passes
 * @param hosts names that `Host` may give, without port; empty for any. Without this check a page that rebinds its own name
 *     to a loopback address could talk to a local gateway
 * @param listTtl how long a caller may keep a list of tools; lists depend on task and caller
 * @param sessionIdle how long a legacy session lives unused
 * @param maxSessions legacy sessions at a time, of all callers
 * @param maxSessionsPerCaller of one caller; the longest unused one makes room
 * @param waiting for what callers are asked
 * @param denials how callers are told that something is refused
 */
public record DoorSettings(
        JsonLimits limits,
        Set<String> origins,
        Set<String> hosts,
        Duration listTtl,
        Duration sessionIdle,
        int maxSessions,
        int maxSessionsPerCaller,
        Waiting waiting,
        DenialForm denials) {

    /**
     * The bounds of requests that wait: for an answer of their caller, or as open streams.
     *
     * @param timeout the longest time for an answer to a question
     * @param most waiting calls at a time, of all callers
     * @param mostOfAgent waiting calls of one agent, all its instances together; of streams, as many of each instance
     * @param silence how long a stream may say nothing; then it sends a sign of life, which also shows whether anybody
     *     still reads it
     */
    public record Waiting(Duration timeout, int most, int mostOfAgent, Duration silence) {
        private static final Duration SILENCE = Duration.ofSeconds(3);

        /** Returns the bounds that are configured. */
        public static Waiting of(Limits.Waiting limits) {
            return new Waiting(limits.answer(), limits.all(), limits.ofAgent(), SILENCE);
        }
    }

    /** Returns the settings of a listener on a loopback address: no origins, loopback names only. */
    public static DoorSettings loopback() {
        return new DoorSettings(
                JsonLimits.requests(),
                Set.of(),
                Set.of("localhost", "127.0.0.1", "[::1]"),
                Duration.ZERO,
                Duration.ofHours(1),
                10_000,
                100,
                Waiting.of(Limits.Waiting.DEFAULT),
                DenialForm.RESULT);
    }

    public DoorSettings withLimits(JsonLimits other) {
        return new DoorSettings(
                other, origins, hosts, listTtl, sessionIdle, maxSessions, maxSessionsPerCaller, waiting, denials);
    }

    public DoorSettings withOrigins(Set<String> other) {
        return new DoorSettings(
                limits,
                Set.copyOf(other),
                hosts,
                listTtl,
                sessionIdle,
                maxSessions,
                maxSessionsPerCaller,
                waiting,
                denials);
    }

    public DoorSettings withHosts(Set<String> other) {
        return new DoorSettings(
                limits,
                origins,
                Set.copyOf(other),
                listTtl,
                sessionIdle,
                maxSessions,
                maxSessionsPerCaller,
                waiting,
                denials);
    }

    public DoorSettings withSessions(Duration idle, int max, int maxPerCaller) {
        return new DoorSettings(limits, origins, hosts, listTtl, idle, max, maxPerCaller, waiting, denials);
    }

    public DoorSettings withWaiting(Waiting other) {
        return new DoorSettings(
                limits, origins, hosts, listTtl, sessionIdle, maxSessions, maxSessionsPerCaller, other, denials);
    }

    public DoorSettings withDenials(DenialForm other) {
        return new DoorSettings(
                limits, origins, hosts, listTtl, sessionIdle, maxSessions, maxSessionsPerCaller, waiting, other);
    }
}
