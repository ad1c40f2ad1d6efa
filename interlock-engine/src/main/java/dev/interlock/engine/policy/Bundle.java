package dev.interlock.engine.policy;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * A checked bundle, as the engine sees it. Immutable.
 *
 * @param digest {@code sha-256:} and the hex digest over the bundle's files; names the policy version in every event
 * @param tiers by name, in the order of their rank
 */
public record Bundle(
        String name,
        String digest,
        SortedMap<String, Tool> tools,
        SortedMap<String, ObjectType> types,
        SortedMap<String, Level> levels,
        Map<String, Tier> tiers,
        SortedMap<String, Intent> intents,
        List<Rule> rules) {

    /** The strictest tier: that of calls nobody classified. */
    public Tier strictest() {
        return tiers.values().stream()
                .max(java.util.Comparator.comparingInt(Tier::rank))
                .orElseThrow(() -> new IllegalStateException("a bundle has at least one tier"));
    }
}
