package dev.interlock.policy.lint;

import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.Scopes;
import dev.interlock.engine.policy.Intent;
import dev.interlock.engine.policy.Rule;
import dev.interlock.policy.condition.Constancy;
import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Suggestion;
import dev.interlock.policy.yaml.Place;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Finds rules that can never find anything, whatever agents do. */
final class DeadRules {

    private final Subject subject;
    private final Calls calls;
    private final Set<String> dead = new TreeSet<>();

    DeadRules(Subject subject, Calls calls) {
        this.subject = subject;
        this.calls = calls;
    }

    /** Returns the ids of the rules that are dead. */
    Set<String> check() {
        for (Rule rule : subject.bundle().rules()) {
            if (rule.head().until().isPresent()) {
                // A rule that ends denies on a closed key, whatever it counts.
                isReachable(rule);
                continue;
            }
            switch (rule) {
                case Rule.Separate separate -> separate(separate);
                case Rule.Limit limit -> limit(limit);
                case Rule.Require require -> isReachable(require);
                case Rule.Bind bind -> bind(bind);
                case Rule.Order order -> order(order);
                case Rule.Forbid forbid -> forbid(forbid);
                case Rule.Flow flow -> isReachable(flow);
                case Rule.FirstUse use -> isReachable(use);
                case Rule.Unusual unusual -> isReachable(unusual);
                case Rule.Wall wall -> wall(wall);
            }
        }
        return dead;
    }

    private void separate(Rule.Separate rule) {
        Place place = subject.list(rule);
        Set<String> unreached = new TreeSet<>();
        int reached = 0;
        for (Set<String> entry : rule.entries()) {
            if (calls.carrying(entry, rule.per()).isEmpty()) {
                unreached.addAll(entry);
            } else {
                reached++;
            }
        }
        Set<String> marks = Shape.of(rule).looksAt();
        List<Variant> carriers = calls.carrying(marks, rule.per());
        if (reached <= rule.atMost()) {
            report(
                    rule,
                    place,
                    "no intent allows a call that carries " + Suggestion.list(unreached)
                            + ", and without it no party does more than " + rule.atMost() + " of the entries",
                    "allow it in an intent, or remove the rule");
        } else if (rule.per().equals(Scopes.TASK)
                && subject.bundle().intents().values().stream()
                        .noneMatch(i -> covers(rule, calls.allowedBy(i)) > rule.atMost())) {
            report(
                    rule,
                    subject.rule(rule, "separate", "per"),
                    "a task has one intent, and no intent allows more than " + rule.atMost() + " of the entries",
                    "choose another `per`, such as `chain`, or an object");
        } else if (carriers.stream()
                .allMatch(v -> calls.isAlwaysNew(v, rule.per()) && Possible.covered(rule, v) <= rule.atMost())) {
            report(
                    rule,
                    subject.rule(rule, "separate", "per"),
                    "each of these calls creates its own `" + rule.per() + "`, so no two are on the same one",
                    "choose another `per`, or list a duty that is done on an existing `" + rule.per() + "`");
        }
    }

    private static long covers(Rule.Separate rule, List<Variant> allowed) {
        return rule.entries().stream()
                .filter(e -> allowed.stream().anyMatch(v -> v.carriesAny(e)))
                .count();
    }

    private void limit(Rule.Limit rule) {
        List<Variant> carriers = calls.carrying(Set.of(rule.of()), rule.per());
        if (!isReachable(rule) || rule.maxCount().isEmpty() || rule.maxCount().getAsLong() == 0) {
            return;
        }
        long max = rule.maxCount().getAsLong();
        if (carriers.stream().allMatch(v -> calls.isAlwaysNew(v, rule.per()))) {
            report(
                    rule,
                    subject.rule(rule, "limit", "per"),
                    "each `" + rule.of() + "` creates its own `" + rule.per() + "`, so there is never more than one",
                    "choose another `per`, such as `agent` or `domain`");
        } else if (rule.per().equals(Scopes.TASK)) {
            int calls = subject.bundle().intents().values().stream()
                    .filter(i -> this.calls.allowedBy(i).stream().anyMatch(v -> v.carries(rule.of())))
                    .mapToInt(Intent::calls)
                    .max()
                    .orElse(0);
            if (calls <= max) {
                report(
                        rule,
                        subject.rule(rule, "limit", "max"),
                        "a task that may do `" + rule.of() + "` has at most " + calls + " calls",
                        "lower `max` below that, or remove the rule");
            }
        }
    }

    private void bind(Rule.Bind rule) {
        if (!isReachable(rule)) {
            return;
        }
        if (rule.per().equals(Scopes.TASK) && rule.same().equals(Attributes.AGENT)) {
            report(
                    rule,
                    subject.rule(rule, "bind", "per"),
                    "a task has one agent",
                    "choose another `per`, such as an object, or another attribute");
        } else if (calls.carrying(rule.duties()).stream().allMatch(v -> calls.isAlwaysNew(v, rule.per()))) {
            report(
                    rule,
                    subject.rule(rule, "bind", "per"),
                    "each of these calls creates its own `" + rule.per() + "`, so no two are on the same one",
                    "choose another `per`, or list a duty that is done on an existing `" + rule.per() + "`");
        }
    }

    private void wall(Rule.Wall rule) {
        switch (rule.datasets()) {
            case Rule.Datasets.Objects objects -> isReachable(rule);
            case Rule.Datasets.Labels labels -> {
                Set<String> unreached = new TreeSet<>(labels.labels());
                unreached.removeIf(l -> !calls.carrying(Set.of(l)).isEmpty());
                if (labels.labels().size() - unreached.size() < 2) {
                    report(
                            rule,
                            subject.list(rule),
                            "no intent allows a call that carries " + Suggestion.list(unreached)
                                    + ", and a single dataset excludes no other",
                            "allow it in an intent, or remove the rule");
                }
            }
        }
    }

    private void order(Rule.Order rule) {
        if (isReachable(rule)
                && rule.after().isEmpty()
                && calls.carrying(rule.notSince(), rule.per()).isEmpty()) {
            report(
                    rule,
                    subject.rule(rule, "order", "not-since"),
                    "no intent allows a call that carries " + Suggestion.list(rule.notSince()),
                    "allow it in an intent, or remove the rule");
        }
    }

    private void forbid(Rule.Forbid rule) {
        if (isReachable(rule)
                && calls.carrying(rule.marks()).stream().allMatch(v -> subject.constancy(rule, v) == Constancy.NEVER)) {
            report(
                    rule,
                    subject.rule(rule, "forbid", "when"),
                    "its condition never holds",
                    "write a condition over `args`, or remove the rule");
        }
    }

    /** Returns whether some call that the rule looks at can be made; otherwise that is reported. */
    private boolean isReachable(Rule rule) {
        Set<String> marks = Shape.of(rule).looksAt();
        boolean none = calls.carrying(marks, Shape.per(rule)).isEmpty();
        if (none) {
            report(
                    rule,
                    subject.list(rule),
                    "no intent allows a call that carries " + Suggestion.list(marks),
                    "allow it in an intent, or remove the rule");
        }
        return !none;
    }

    private void report(Rule rule, Place place, String why, String remedy) {
        dead.add(rule.id());
        subject.warning(Check.RULE_DEAD, place, "the rule `" + rule.id() + "` never finds anything: " + why, remedy);
    }
}
