package dev.interlock.engine.plan;

import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.policy.Rule;
import dev.interlock.engine.policy.Tier;
import java.util.Set;
import java.util.TreeSet;

/** A rule of kind {@code order}: the calls that have to come before a step or must not come in between. Parties play no part. */
final class PlanOrderings {

    private final PlanRules rules;
    private final Rule.Order rule;
    private final PlanKeys keys;

    PlanOrderings(PlanRules rules, Rule.Order rule) {
        this.rules = rules;
        this.rule = rule;
        this.keys = rules.keys();
    }

    void derive() {
        rules.missingKeys(rule, rule.per(), keys.carrying(rule.marks()));
        for (int step : keys.carrying(rule.marks())) {
            if (rules.open(step)) {
                if (PlanRules.unnamed(rule.per())) {
                    rules.caveat(rule, "its key is a `" + rule.per() + "`, which a plan cannot name");
                } else if (rule.after().isPresent()) {
                    keys.needed(step, rule.per())
                            .forEach(key -> after(step, rule.after().get(), key));
                } else if (rules.conflicts(rule, step)) {
                    keys.of(step, rule.per()).forEach(key -> before(step, key));
                }
            }
        }
    }

    private void after(int step, String first, Key key) {
        Tier tier = rules.tier(rule, rules.plan().steps().get(step));
        Set<Integer> thirds = tier.onConflict() == Outcome.RECORD ? Set.of() : on(rule.notSince(), key);
        if (tier.onMissing() == Outcome.RECORD) {
            if (!thirds.isEmpty()) {
                rules.caveat(rule, "a step in between on `" + key + "` stops it, but a missing step does not");
            }
            return;
        }
        Set<Integer> candidates = on(Set.of(first), key);
        candidates.removeIf(doer -> doer == step
                || rules.order().surely(step, doer)
                || thirds.stream()
                        .anyMatch(third -> !third.equals(doer)
                                && rules.order().surely(doer, third)
                                && rules.order().surely(third, step)));
        if (candidates.isEmpty()) {
            String lack =
                    "`" + rules.plan().steps().get(step).id() + "` needs `" + first + "` on `" + key + "` before it";
            if (rules.plan().past().test(key)) {
                rules.caveat(rule, lack + ", which is not among the steps and may have been done already");
            } else {
                rules.never(rule, key, step, lack + ", and no step that can come before it does that");
            }
            return;
        }
        rules.order()
                .need(new PlanOrder.Need(
                        PlanRules.source(rule, key),
                        step,
                        candidates,
                        1,
                        1,
                        thirds,
                        "`" + first + "` on `" + key + "`"));
        rules.order().doneBefore(rule, key, candidates, thirds);
    }

    /** Puts a step before all {@code notSince} steps on the key, for a rule without {@code after}. */
    private void before(int step, Key key) {
        rules.past(rule, key);
        for (int third : on(rule.notSince(), key)) {
            if (third == step) {
                continue;
            }
            if (rules.open(third)) {
                rules.order()
                        .need(PlanOrder.Need.all(
                                PlanRules.source(rule, key),
                                third,
                                Set.of(step),
                                "the work on `" + key + "` that it ends"));
            } else {
                String id = rules.plan().steps().get(step).id();
                rules.never(rule, key, step, "`" + id + "` cannot come after what was done on `" + key + "`");
            }
        }
    }

    private Set<Integer> on(Set<String> marks, Key key) {
        Set<Integer> found = new TreeSet<>(keys.carrying(marks));
        found.removeIf(step -> !keys.has(step, key));
        return found;
    }
}
