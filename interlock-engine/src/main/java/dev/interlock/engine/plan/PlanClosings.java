package dev.interlock.engine.plan;

import dev.interlock.engine.model.Key;
import dev.interlock.engine.plan.PlanConstraint.AtMost;
import dev.interlock.engine.policy.Closing;
import dev.interlock.engine.policy.Rule;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The option {@code until}: a step that closes a key comes after all its holders, and its party is independent of theirs. */
final class PlanClosings {

    private final PlanRules rules;
    private final Rule rule;
    private final Closing closing;
    private final PlanKeys keys;

    PlanClosings(PlanRules rules, Rule rule, Closing closing) {
        this.rules = rules;
        this.rule = rule;
        this.closing = closing;
        this.keys = rules.keys();
    }

    void derive() {
        Set<String> closes = Set.of(closing.until());
        if (PlanRules.unnamed(closing.per())) {
            if (!rules.plan().fresh() || !keys.carrying(closes).isEmpty()) {
                concerned(closes);
            }
            return;
        }
        keys.steps(closing.per(), closing.marks()).forEach((key, holders) -> {
            if (holders.stream().anyMatch(rules::open)) {
                rules.past(rule, key);
            }
        });
        keys.steps(closing.per(), closes).forEach((key, all) -> {
            Set<Integer> closers = new TreeSet<>(all);
            // nothing is closed by its own creation
            closers.removeIf(step -> rules.plan().steps().get(step).makes(key));
            Set<Integer> holders = new TreeSet<>(keys.carrying(closing.marks()));
            holders.removeIf(step -> !keys.has(step, key));
            closers.forEach(closer -> closed(key, closer, closers, holders));
        });
    }

    private void concerned(Set<String> closes) {
        Set<Integer> some = new TreeSet<>(keys.carrying(closing.marks()));
        some.addAll(keys.carrying(closes));
        if (some.stream().anyMatch(rules::open)) {
            rules.caveat(rule, "its key is a `" + closing.per() + "`, which a plan cannot name");
        }
    }

    private void closed(Key key, int closer, Set<Integer> closers, Set<Integer> holders) {
        Set<Integer> others = new TreeSet<>(holders);
        others.remove(closer);
        if (!rules.open(closer)) {
            for (int holder : others) {
                if (rules.open(holder)) {
                    String id = rules.plan().steps().get(holder).id();
                    rules.never(rule, key, holder, "`" + id + "` comes too late, because `" + key + "` is closed");
                }
            }
            return;
        }
        rules.past(rule, key);
        if (others.isEmpty()) {
            return;
        }
        rules.order()
                .need(PlanOrder.Need.all(
                        PlanRules.source(rule, key), closer, others, "the work on `" + key + "` that it ends"));
        if (!rules.conflicts(rule, closer)) {
            return;
        }
        if (closers.stream().allMatch(other -> other == closer || rules.order().surely(closer, other))) {
            List<String> level = rules.level(
                    closing.independence(),
                    rules.tier(rule, rules.plan().steps().get(closer)));
            rules.constraints.add(
                    new AtMost(PlanRules.source(rule, key), List.of(Set.of(closer), others), Set.of(closer), 1, level));
        } else if (closers.stream().noneMatch(other -> rules.order().surely(other, closer))) {
            rules.caveat(rule, "several steps close `" + key + "`, and their order is not stated");
        }
    }
}
