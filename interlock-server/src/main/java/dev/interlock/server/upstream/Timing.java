package dev.interlock.server.upstream;

import java.time.Duration;

/**
 * The limits of an upstream's time.
 *
 * @param connect to open a connection
 * @param probe to answer the question which era it speaks; a server of the legacy era may stay silent
 * @param call to answer anything else, start to end
 * @param defaultTtl how long a list of tools is kept that says nothing about it
 * @param maxTtl how long it is kept at most, whatever it says
 * @param silence longest pause between two events of a stream
 * @param shutdown how long a process may take to end at each step, before the next, harder one
 */
public record Timing(
        Duration connect,
        Duration probe,
        Duration call,
        Duration defaultTtl,
        Duration maxTtl,
        Duration silence,
        Duration shutdown) {

    public static Timing defaults() {
        return new Timing(
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                Duration.ofSeconds(60),
                Duration.ofSeconds(60),
                Duration.ofMinutes(10),
                Duration.ofMinutes(5),
                Duration.ofSeconds(2));
    }

    public Timing withConnect(Duration limit) {
        return new Timing(limit, probe, call, defaultTtl, maxTtl, silence, shutdown);
    }

    public Timing withCall(Duration limit) {
        return new Timing(connect, probe, limit, defaultTtl, maxTtl, silence, shutdown);
    }

    public Timing withProbe(Duration limit) {
        return new Timing(connect, limit, call, defaultTtl, maxTtl, silence, shutdown);
    }

    public Timing withSilence(Duration limit) {
        return new Timing(connect, probe, call, defaultTtl, maxTtl, limit, shutdown);
    }

    public Timing withShutdown(Duration limit) {
        return new Timing(connect, probe, call, defaultTtl, maxTtl, silence, limit);
    }
}
