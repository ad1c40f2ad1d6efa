package dev.interlock.policy.lint;

import dev.interlock.engine.policy.Approval;
import dev.interlock.engine.policy.Level;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.policy.Rule;
import dev.interlock.engine.policy.Tier;
import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Label;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Finds rules that another rule implies: it finds all that they find, and is at least as strict. */
final class SubsumedRules {

    private final Subject subject;
    private final Calls calls;

    SubsumedRules(Subject subject, Calls calls) {
        this.subject = subject;
        this.calls = calls;
    }

    /** @param useless the ids of rules that were found to do nothing already */
    void check(Set<String> useless) {
        // Only rules about the same can imply each other, so that no rule has to be compared with all.
        Map<String, List<Rule>> groups = new LinkedHashMap<>();
        for (Rule rule : subject.bundle().rules()) {
            about(rule)
                    .forEach(a ->
                            groups.computeIfAbsent(a, k -> new ArrayList<>()).add(rule));
        }
        Set<String> reported = new HashSet<>(useless);
        for (List<Rule> group : groups.values()) {
            for (int i = 0; i < group.size(); i++) {
                for (int j = 0; j < group.size(); j++) {
                    if (i != j) {
                        compare(group.get(i), group.get(j), i < j, reported);
                    }
                }
            }
        }
    }

    /** The groups of a rule: its kind and key with each of its marks. */
    private static List<String> about(Rule rule) {
        return switch (rule) {
            case Rule.Separate separate ->
                Shape.of(separate).looksAt().stream()
                        .map(m -> "separate " + separate.per() + " " + m)
                        .toList();
            case Rule.Require require -> List.of("require " + require.trigger());
            case Rule.Limit limit -> List.of("limit " + limit.per() + " " + limit.of());
            case Rule.Bind bind ->
                bind.duties().stream()
                        .sorted()
                        .map(m -> "bind " + bind.per() + " " + m)
                        .toList();
            case Rule.Order order ->
                order.marks().stream()
                        .sorted()
                        .map(m -> "order " + order.per() + " " + m)
                        .toList();
            case Rule.Wall wall ->
                wall.datasets().marks().stream().sorted().map(m -> "wall " + m).toList();
            case Rule.Forbid forbid ->
                forbid.marks().stream().sorted().map(m -> "forbid " + m).toList();
            case Rule.Flow flow ->
                flow.marks().stream().sorted().map(m -> "flow " + m).toList();
            case Rule.FirstUse use ->
                use.marks().stream()
                        .sorted()
                        .map(m -> "first-use " + use.per() + " " + m)
                        .toList();
            case Rule.Unusual unusual ->
                unusual.marks().stream()
                        .sorted()
                        .map(m -> "unusual " + unusual.per() + " " + m)
                        .toList();
        };
    }

    private void compare(Rule rule, Rule other, boolean first, Set<String> reported) {
        if (reported.contains(rule.id())
                || reported.contains(other.id())
                || rule.head().observe()
                || !isImplied(rule, other)
                // The second of two rules that say the same is superfluous.
                || (first && isImplied(other, rule))) {
            return;
        }
        reported.add(rule.id());
        subject.warning(
                Check.RULE_SUBSUMED,
                subject.rule(rule, Shape.of(rule).key()),
                "the rule `" + rule.id() + "` adds nothing: `" + other.id()
                        + "` finds everything that it finds, and is at least as strict",
                "remove it, or the part of `" + other.id() + "` that covers it",
                new Label(subject.rule(other, Shape.of(other).key()), "finds the same"));
    }

    private boolean isImplied(Rule rule, Rule other) {
        return !other.head().observe()
                && rule.head().until().equals(other.head().until())
                // In a break-glass lane only the other would be waived.
                && (rule.head().waivable() || !other.head().waivable())
                && isAsStrict(rule, other)
                && switch (rule) {
                    case Rule.Separate a -> other instanceof Rule.Separate b && isImplied(a, b);
                    case Rule.Require a -> other instanceof Rule.Require b && isImplied(a, b);
                    case Rule.Limit a -> other instanceof Rule.Limit b && isImplied(a, b);
                    case Rule.Bind a -> other instanceof Rule.Bind b && isImplied(a, b);
                    case Rule.Wall a -> other instanceof Rule.Wall b && isImplied(a, b);
                    case Rule.Order a -> other instanceof Rule.Order b && isImplied(a, b);
                    case Rule.Forbid a -> other instanceof Rule.Forbid b && isImplied(a, b);
                    case Rule.Flow a -> other instanceof Rule.Flow b && isImplied(a, b);
                    case Rule.FirstUse a -> other instanceof Rule.FirstUse b && isImplied(a, b);
                    case Rule.Unusual a -> other instanceof Rule.Unusual b && isImplied(a, b);
                };
    }

    /** Returns whether, in every tier of its calls, the other rule has the same outcome and asks the same approvers, or denies. */
    private boolean isAsStrict(Rule rule, Rule other) {
        return tiers(rule).stream().allMatch(t -> {
            Outcome outcome = subject.outcome(rule, t);
            return outcome == Outcome.RECORD
                    || subject.outcome(other, t) == Outcome.DENY
                    || (subject.outcome(other, t) == outcome
                            && subject.tier(rule, t).equals(subject.tier(other, t)));
        });
    }

    private List<Tier> tiers(Rule rule) {
        return calls.carrying(Shape.of(rule).looksAt()).stream()
                .flatMap(v -> v.tiers().stream())
                .distinct()
                .toList();
    }

    private boolean isImplied(Rule.Separate rule, Rule.Separate other) {
        return rule.per().equals(other.per())
                && isWithin(rule.withinMillis(), other.withinMillis())
                && rule.atMost() >= other.atMost()
                && entriesWithin(rule.entries(), other.entries())
                && isLevelWithin(rule, rule.independence(), other, other.independence());
    }

    private boolean isLevelWithin(Rule rule, Optional<Level> written, Rule other, Optional<Level> ofOther) {
        return tiers(rule).stream().allMatch(t -> level(other, ofOther, t).containsAll(level(rule, written, t)));
    }

    private boolean isImplied(Rule.Wall rule, Rule.Wall other) {
        boolean same = switch (rule.datasets()) {
            case Rule.Datasets.Objects a ->
                other.datasets() instanceof Rule.Datasets.Objects b
                        && a.between().equals(b.between())
                        && a.conflictClass().equals(b.conflictClass());
            case Rule.Datasets.Labels a -> other.datasets() instanceof Rule.Datasets.Labels;
        };
        return same
                && other.datasets().marks().containsAll(rule.datasets().marks())
                && isWithin(rule.withinMillis(), other.withinMillis())
                && isLevelWithin(rule, rule.independence(), other, other.independence());
    }

    /** Returns whether each entry lies inside an entry of its own. */
    private static boolean entriesWithin(List<Set<String>> entries, List<Set<String>> others) {
        Set<Integer> taken = new HashSet<>();
        for (Set<String> entry : entries) {
            boolean found = false;
            for (int i = 0; i < others.size() && !found; i++) {
                found = others.get(i).containsAll(entry) && taken.add(i);
            }
            if (!found) {
                return false;
            }
        }
        return true;
    }

    private List<String> level(Rule rule, Optional<Level> written, Tier tier) {
        return written.orElse(subject.tier(rule, tier).independence()).attributes();
    }

    private static boolean isWithin(OptionalLong window, OptionalLong other) {
        return other.isEmpty() || (window.isPresent() && window.getAsLong() <= other.getAsLong());
    }

    private static boolean isImplied(Rule.Limit rule, Rule.Limit other) {
        if (!rule.of().equals(other.of())
                || !rule.per().equals(other.per())
                || !isWithin(rule.withinMillis(), other.withinMillis())) {
            return false;
        }
        if (rule.maxCount().isPresent()) {
            return other.maxCount().isPresent()
                    && other.maxCount().getAsLong() <= rule.maxCount().getAsLong();
        }
        // A unit that a rule does not bound is denied by it; so the other may bound no further unit.
        return !other.maxSum().isEmpty()
                && other.maxSum().entrySet().stream().allMatch(e -> {
                    BigDecimal bound = rule.maxSum().get(e.getKey());
                    return bound != null && bound.compareTo(e.getValue()) >= 0;
                });
    }

    private static boolean isImplied(Rule.Require rule, Rule.Require other) {
        return rule.trigger().equals(other.trigger())
                && other.voidAfter().containsAll(rule.voidAfter())
                && rule.approval().isPresent() == other.approval().isPresent()
                && rule.approval()
                        .flatMap(a -> other.approval().map(b -> isImplied(a, b)))
                        .orElse(true)
                && rule.done().stream().allMatch(a -> other.done().stream().anyMatch(b -> isImplied(a, b)));
    }

    private static boolean isImplied(Rule.Done item, Rule.Done other) {
        return item.duty().equals(other.duty())
                && item.per().equals(other.per())
                && item.count() <= other.count()
                && (other.usedOnce() || !item.usedOnce())
                && isWithin(other.withinMillis(), item.withinMillis())
                && isBelow(item.independence(), other.independence());
    }

    private static boolean isImplied(Approval approval, Approval other) {
        return (approval.by().isEmpty() || approval.by().equals(other.by()))
                && approval.count() <= other.count()
                && approval.validMillis() >= other.validMillis()
                && approval.terms().equals(other.terms())
                && (approval.independence().equals(other.independence())
                        || (approval.independence().isPresent()
                                && isBelow(approval.independence(), other.independence())));
    }

    private static boolean isImplied(Rule.Bind rule, Rule.Bind other) {
        return rule.per().equals(other.per())
                && rule.same().equals(other.same())
                && other.duties().containsAll(rule.duties())
                && isWithin(rule.withinMillis(), other.withinMillis());
    }

    private boolean isImplied(Rule.Order rule, Rule.Order other) {
        if (!rule.per().equals(other.per())
                || !rule.after().equals(other.after())
                || !other.marks().containsAll(rule.marks())
                || !other.notSince().containsAll(rule.notSince())
                // The rule finds missing calls and calls in between, and each may have another outcome.
                || !tiers(rule).stream().allMatch(t -> subject.tier(rule, t).equals(subject.tier(other, t)))) {
            return false;
        }
        if (rule.after().isEmpty()) {
            return isWithin(rule.withinMillis(), other.withinMillis());
        }
        return rule.notSince().isEmpty()
                ? isWithin(other.withinMillis(), rule.withinMillis())
                : rule.withinMillis().equals(other.withinMillis());
    }

    private static boolean isImplied(Rule.Flow rule, Rule.Flow other) {
        return other.marks().containsAll(rule.marks())
                && other.from().equals(rule.from())
                && rule.unless().containsAll(other.unless())
                && (other.requests() || !rule.requests())
                && (rule.farthest().isEmpty() || rule.farthest().equals(other.farthest()));
    }

    /** The marks are the same: a call that only the other rule is about makes a destination known to that alone. */
    private static boolean isImplied(Rule.FirstUse rule, Rule.FirstUse other) {
        return other.marks().equals(rule.marks())
                && other.of().equals(rule.of())
                && other.bodies() == rule.bodies()
                && (other.from().isEmpty() || other.from().equals(rule.from()))
                && rule.unless().containsAll(other.unless())
                && other.per().equals(rule.per())
                && isWithin(other.withinMillis(), rule.withinMillis())
                && (other.atMost().isEmpty()
                        || rule.atMost().isPresent()
                                && isWithin(rule.atMost().get(), other.atMost().get()));
    }

    /** Returns whether new destinations that the first rate does not permit exceed the other one, too. */
    private static boolean isWithin(Rule.FirstUse.Rate rate, Rule.FirstUse.Rate other) {
        return other.count() <= rate.count() && other.withinMillis() >= rate.withinMillis();
    }

    /** The marks are the same: a call that only the other rule is about makes its amount usual for that alone. */
    private static boolean isImplied(Rule.Unusual rule, Rule.Unusual other) {
        return other.marks().equals(rule.marks())
                && other.per().equals(rule.per())
                && other.factor().compareTo(rule.factor()) <= 0
                && other.calls() >= rule.calls()
                && rule.unless().containsAll(other.unless())
                && isWithin(other.withinMillis(), rule.withinMillis());
    }

    private boolean isImplied(Rule.Forbid rule, Rule.Forbid other) {
        if (!other.marks().containsAll(rule.marks())) {
            return false;
        }
        if (other.conditional()) {
            return rule.conditional() && condition(rule).equals(condition(other));
        }
        // A condition that errs denies, so a rule with one may be stricter than a rule without.
        return !rule.conditional() || tiers(rule).stream().allMatch(t -> subject.outcome(other, t) == Outcome.DENY);
    }

    private String condition(Rule rule) {
        return subject.conditions().stream()
                .filter(c -> c.rule().equals(rule.id()))
                .map(c -> c.when().text())
                .findFirst()
                .orElse("");
    }

    private static boolean isBelow(Optional<Level> level, Optional<Level> other) {
        return level.isEmpty()
                || (other.isPresent()
                        && other.get().attributes().containsAll(level.get().attributes()));
    }
}
