package dev.interlock.engine.policy;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/**
 * A checked bundle, as the engine sees it. Immutable.
 *
 * @param digest {@code sha-256:} and the hex digest over the bundle's files; names the policy version in every event
 * @param tiers by name, in the order of their rank
 * @param sources who may tell what happened outside, by name
 * @param rejectedForMillis how long a person's rejection sticks to the action, in milliseconds
 * @param breakGlass who may open a lane, and for what; empty: nobody
 * @param approvals how much approvers are asked
 */
public record Bundle(
        String name,
        String digest,
        SortedMap<String, Tool> tools,
        SortedMap<String, ObjectType> types,
        SortedMap<String, Level> levels,
        Map<String, Tier> tiers,
        SortedMap<String, Intent> intents,
        List<Rule> rules,
        SortedMap<String, Source> sources,
        long rejectedForMillis,
        Optional<BreakGlass> breakGlass,
        ApprovalLimits approvals) {

    /** 24 hours. */
    public static final long DEFAULT_REJECTED_FOR_MILLIS = 86_400_000;

    /** With the default limits of approvals. */
    public Bundle(
            String name,
            String digest,
            SortedMap<String, Tool> tools,
            SortedMap<String, ObjectType> types,
            SortedMap<String, Level> levels,
            Map<String, Tier> tiers,
            SortedMap<String, Intent> intents,
            List<Rule> rules,
            SortedMap<String, Source> sources,
            long rejectedForMillis,
            Optional<BreakGlass> breakGlass) {
        this(
                name,
                digest,
                tools,
                types,
                levels,
                tiers,
                intents,
                rules,
                sources,
                rejectedForMillis,
                breakGlass,
                ApprovalLimits.DEFAULT);
    }

    /** Without lanes, and with the default limits of approvals. */
    public Bundle(
            String name,
            String digest,
            SortedMap<String, Tool> tools,
            SortedMap<String, ObjectType> types,
            SortedMap<String, Level> levels,
            Map<String, Tier> tiers,
            SortedMap<String, Intent> intents,
            List<Rule> rules,
            SortedMap<String, Source> sources,
            long rejectedForMillis) {
        this(name, digest, tools, types, levels, tiers, intents, rules, sources, rejectedForMillis, Optional.empty());
    }

    /** Without sources, and with the default for rejections. */
    public Bundle(
            String name,
            String digest,
            SortedMap<String, Tool> tools,
            SortedMap<String, ObjectType> types,
            SortedMap<String, Level> levels,
            Map<String, Tier> tiers,
            SortedMap<String, Intent> intents,
            List<Rule> rules) {
        this(
                name,
                digest,
                tools,
                types,
                levels,
                tiers,
                intents,
                rules,
                Collections.emptySortedMap(),
                DEFAULT_REJECTED_FOR_MILLIS);
    }

    /** The duties for which a source is trusted; none of one that is not named. */
    public Set<String> trustedFor(String source) {
        Source known = sources.get(source);
        return known == null ? Set.of() : known.trustedFor();
    }

    /** The strictest tier: that of calls nobody classified. */
    public Tier strictest() {
        return tiers.values().stream()
                .max(java.util.Comparator.comparingInt(Tier::rank))
                .orElseThrow(() -> new IllegalStateException("a bundle has at least one tier"));
    }
}
