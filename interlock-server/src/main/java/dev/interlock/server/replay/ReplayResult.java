package dev.interlock.server.replay;

import dev.interlock.engine.policy.Bundle;
import dev.interlock.server.replay.read.Collisions;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The result of a replay.
 *
 * @param bundle that decided
 * @param cases the number of cases in event logs
 * @param period from the earliest to the latest time that a call has; empty without any
 * @param conflicts the first calls that were held or denied
 * @param comparison with another bundle, or with what was recorded
 * @param collisions names that would be taken for one: the logs that have them were not decided
 * @param unknown by attribute: calls of agents of whom it is not known although the bundle's levels ask for it
 */
public record ReplayResult(
        Bundle bundle,
        Tally tally,
        long cases,
        Optional<Period> period,
        List<Conflict> conflicts,
        Optional<Comparison> comparison,
        Flaws flaws,
        Collisions collisions,
        Map<String, Long> unknown) {

    /** A span of time, in milliseconds since 1970. */
    public record Period(long first, long last) {}

    public ReplayResult {
        conflicts = List.copyOf(conflicts);
        unknown = Collections.unmodifiableMap(new TreeMap<>(unknown));
    }
}
