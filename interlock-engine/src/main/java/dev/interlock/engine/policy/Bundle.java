package dev.interlock.engine.policy;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/**
 * A checked bundle, as the engine sees it. Immutable.
 *
 * @param digest {@code sha-256:} and the hex digest over the bundle's files; names the policy version in every event
 * @param tiers the tiers by name, in the order of their rank
 * @param sources the sources that may tell what happened outside, by name
 * @param rejectedForMillis time that a person's rejection sticks to the action, in milliseconds
 * @param breakGlass the people who may open a lane, and its bounds; empty: nobody
 * @param approvals the limits on what approvers are asked
 * @param budgets the limits on what a party may have open
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
        ApprovalLimits approvals,
        Budgets budgets) {

    /** The time that a rejection sticks where the bundle states none: 24 hours. */
    public static final long DEFAULT_REJECTED_FOR_MILLIS = 86_400_000;

    /** A builder of a bundle that is empty so far: no tools and no rules, nobody trusted, no lanes, the usual limits of approvals. */
    public static Builder of(String name, String digest) {
        return new Builder(name, digest);
    }

    /** A builder of this bundle with some parts replaced. */
    public Builder but() {
        return of(name, digest)
                .withTools(tools)
                .withTypes(types)
                .withLevels(levels)
                .withTiers(tiers)
                .withIntents(intents)
                .withRules(rules)
                .withSources(sources)
                .withRejectedForMillis(rejectedForMillis)
                .withBreakGlass(breakGlass)
                .withApprovals(approvals)
                .withBudgets(budgets);
    }

    /** The duties for which a source is trusted; none for a source that the bundle does not name. */
    public Set<String> trustedFor(String source) {
        Source known = sources.get(source);
        return known == null ? Set.of() : known.trustedFor();
    }

    /** The attributes in which some level, tier or rule compares parties. */
    public List<String> attributes() {
        var names = new LinkedHashSet<String>();
        levels.values().forEach(level -> names.addAll(level.attributes()));
        tiers.values().forEach(tier -> names.addAll(tier.independence().attributes()));
        rules.forEach(rule -> names.addAll(rule.attributes()));
        return List.copyOf(names);
    }

    /** The strictest tier, which calls that nobody classified have. */
    public Tier strictest() {
        return tiers.values().stream()
                .max(java.util.Comparator.comparingInt(Tier::rank))
                .orElseThrow(() -> new IllegalStateException("a bundle must have at least one tier"));
    }

    /** A bundle in the making: each part with its usual value until it is given. Not thread-safe. */
    public static final class Builder {
        private final String name;
        private final String digest;
        private SortedMap<String, Tool> tools = Collections.emptySortedMap();
        private SortedMap<String, ObjectType> types = Collections.emptySortedMap();
        private SortedMap<String, Level> levels = Collections.emptySortedMap();
        private Map<String, Tier> tiers = Map.of();
        private SortedMap<String, Intent> intents = Collections.emptySortedMap();
        private List<Rule> rules = List.of();
        private SortedMap<String, Source> sources = Collections.emptySortedMap();
        private long rejectedForMillis = DEFAULT_REJECTED_FOR_MILLIS;
        private Optional<BreakGlass> breakGlass = Optional.empty();
        private ApprovalLimits approvals = ApprovalLimits.DEFAULT;
        private Budgets budgets = Budgets.DEFAULT;

        private Builder(String name, String digest) {
            this.name = name;
            this.digest = digest;
        }

        public Builder withTools(SortedMap<String, Tool> given) {
            tools = given;
            return this;
        }

        public Builder withTypes(SortedMap<String, ObjectType> given) {
            types = given;
            return this;
        }

        public Builder withLevels(SortedMap<String, Level> given) {
            levels = given;
            return this;
        }

        public Builder withTiers(Map<String, Tier> given) {
            tiers = given;
            return this;
        }

        public Builder withIntents(SortedMap<String, Intent> given) {
            intents = given;
            return this;
        }

        public Builder withRules(List<Rule> given) {
            rules = given;
            return this;
        }

        public Builder withSources(SortedMap<String, Source> given) {
            sources = given;
            return this;
        }

        public Builder withRejectedForMillis(long given) {
            rejectedForMillis = given;
            return this;
        }

        public Builder withBreakGlass(Optional<BreakGlass> given) {
            breakGlass = given;
            return this;
        }

        public Builder withBudgets(Budgets given) {
            budgets = given;
            return this;
        }

        public Builder withApprovals(ApprovalLimits given) {
            approvals = given;
            return this;
        }

        public Bundle build() {
            return new Bundle(
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
                    approvals,
                    budgets);
        }
    }
}
