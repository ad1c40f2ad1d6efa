package dev.interlock.server.replay;

import dev.interlock.engine.policy.Bundle;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The result of a replay.
 *
 * @param bundle that decided
 * @param first time of the first call in milliseconds since 1970; 0 without calls
 * @param last likewise of the last
 * @param conflicts the first calls that were held or denied
 * @param comparison with another bundle, or with what was recorded
 * @param unknown by attribute: calls of agents of whom it is not known although the bundle's levels ask for it
 */
public record ReplayResult(
        Bundle bundle,
        Tally tally,
        long first,
        long last,
        List<Conflict> conflicts,
        Optional<Comparison> comparison,
        Flaws flaws,
        Map<String, Long> unknown) {

    public ReplayResult {
        conflicts = List.copyOf(conflicts);
        unknown = Collections.unmodifiableMap(new TreeMap<>(unknown));
    }
}
