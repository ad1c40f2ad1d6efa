package dev.interlock.policy.lint;

import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.policy.Rule;
import dev.interlock.engine.policy.Tier;
import java.util.Set;
import java.util.TreeSet;

/**
 * What all kinds of rules have in common for whoever looks from outside.
 *
 * @param key the key of the rule under which its body stands
 * @param looksAt marks of the calls that the rule may stop
 * @param reads all marks that it reads
 */
record Shape(String key, Set<String> looksAt, Set<String> reads, boolean missing) {

    static Shape of(Rule rule) {
        return switch (rule) {
            case Rule.Separate separate -> {
                Set<String> marks = new TreeSet<>();
                separate.entries().forEach(marks::addAll);
                yield new Shape("separate", marks, marks, false);
            }
            case Rule.Require require -> {
                Set<String> reads = new TreeSet<>(require.voidAfter());
                reads.add(require.trigger());
                require.done().forEach(d -> reads.add(d.duty()));
                yield new Shape("require", Set.of(require.trigger()), reads, true);
            }
            case Rule.Limit limit -> new Shape("limit", Set.of(limit.of()), Set.of(limit.of()), false);
        };
    }

    /** What a finding leads to in a tier. */
    Outcome outcome(Tier tier) {
        return missing ? tier.onMissing() : tier.onConflict();
    }
}
