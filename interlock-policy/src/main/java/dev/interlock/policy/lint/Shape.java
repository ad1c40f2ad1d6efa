package dev.interlock.policy.lint;

import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.policy.Rule;
import dev.interlock.engine.policy.Tier;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The common outline of rules of all kinds.
 *
 * @param key the key of the rule under which its body stands
 * @param list the key below it that names the calls that the rule looks at
 * @param looksAt the marks of the calls that the rule may stop by its demands on them
 * @param missing whether the rule finds something missing; else it finds a conflict
 */
record Shape(String key, String list, Set<String> looksAt, boolean missing) {

    static Shape of(Rule rule) {
        return switch (rule) {
            case Rule.Separate separate -> {
                Set<String> marks = new TreeSet<>();
                separate.entries().forEach(marks::addAll);
                yield new Shape("separate", "duties", marks, false);
            }
            case Rule.Require require -> new Shape("require", "for", Set.of(require.trigger()), true);
            case Rule.Limit limit -> new Shape("limit", "of", Set.of(limit.of()), false);
            case Rule.Bind bind -> new Shape("bind", "duties", new TreeSet<>(bind.duties()), false);
            case Rule.Order order ->
                new Shape(
                        "order",
                        "duty",
                        new TreeSet<>(order.marks()),
                        order.after().isPresent());
            case Rule.Wall wall ->
                new Shape("wall", "duties", new TreeSet<>(wall.datasets().marks()), false);
            case Rule.Forbid forbid -> new Shape("forbid", "duty", new TreeSet<>(forbid.marks()), false);
            case Rule.Flow flow -> new Shape("flow", "to", new TreeSet<>(flow.marks()), false);
            case Rule.FirstUse use -> new Shape("first-use", "to", new TreeSet<>(use.marks()), false);
            case Rule.Unusual unusual -> new Shape("unusual", "of", new TreeSet<>(unusual.marks()), false);
        };
    }

    /** The kind of key on which the rule counts; empty if there is none, or not one alone. */
    static String per(Rule rule) {
        return switch (rule) {
            case Rule.Separate separate -> separate.per();
            case Rule.Limit limit -> limit.per();
            case Rule.Bind bind -> bind.per();
            case Rule.Order order -> order.per();
            case Rule.Require require -> "";
            case Rule.Forbid forbid -> "";
            case Rule.Flow flow -> "";
            case Rule.FirstUse use -> use.per();
            case Rule.Unusual unusual -> unusual.per();
            case Rule.Wall wall -> "";
        };
    }

    /** The kinds of the keys on which the rule counts, or needs something. */
    static Set<String> keyKinds(Rule rule) {
        if (rule instanceof Rule.Require require) {
            return require.done().stream().map(Rule.Done::per).collect(Collectors.toSet());
        }
        return per(rule).isEmpty() ? Set.of() : Set.of(per(rule));
    }

    /** The outcome of a finding in a tier. */
    Outcome outcome(Tier tier) {
        return missing ? tier.onMissing() : tier.onConflict();
    }
}
