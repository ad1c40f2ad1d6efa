package dev.interlock.engine.plan;

import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.PlanStep;
import dev.interlock.engine.plan.PlanConstraint.AtMost;
import dev.interlock.engine.plan.PlanConstraint.NotAnswerable;
import dev.interlock.engine.plan.PlanConstraint.Quorum;
import dev.interlock.engine.plan.PlanConstraint.Source;
import dev.interlock.engine.plan.PlanProblem.Step;
import dev.interlock.engine.policy.Approval;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.policy.Rule;
import dev.interlock.engine.policy.Tier;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** A rule of kind {@code require}: the steps that have to come before a step, their parties, and the approvals of the step. */
final class PlanRequirements {

    private final PlanRules rules;
    private final Rule.Require rule;
    private final PlanKeys keys;

    PlanRequirements(PlanRules rules, Rule.Require rule) {
        this.rules = rules;
        this.rule = rule;
        this.keys = rules.keys();
    }

    void derive() {
        for (int step : keys.carrying(Set.of(rule.trigger()))) {
            PlanStep its = rules.plan().steps().get(step);
            Tier tier = rules.tier(rule, its);
            rule.done().forEach(item -> rules.missingKeys(rule, item.per(), Set.of(step)));
            if (rules.open(step) && tier.onMissing() != Outcome.RECORD) {
                for (Rule.Done item : rule.done()) {
                    if (PlanRules.unnamed(item.per())) {
                        rules.caveat(rule, "its key is a `" + item.per() + "`, which a plan cannot name");
                    }
                    keys.needed(step, item.per()).forEach(key -> done(step, item, key));
                }
                rule.approval().ifPresent(approval -> approved(step, its, tier, approval));
            }
        }
    }

    private void done(int step, Rule.Done item, Key key) {
        Set<Integer> candidates = new TreeSet<>();
        for (int doer : keys.carrying(Set.of(item.duty()))) {
            if (doer != step && keys.has(doer, key) && !rules.order().surely(step, doer) && !voided(doer, step, key)) {
                candidates.add(doer);
            }
        }
        String id = rules.plan().steps().get(step).id();
        boolean other = keys.carrying(Set.of(rule.trigger())).stream()
                .anyMatch(trigger -> trigger != step && keys.has(trigger, key));
        if (item.usedOnce() && other) {
            rules.caveat(rule, "several steps would use up the same `" + item.duty() + "` on `" + key + "`");
        }
        if (candidates.size() < item.count()) {
            String lack = "`" + id + "` needs " + (item.count() == 1 ? "" : item.count() + " times ") + "`"
                    + item.duty() + "` on `" + key + "` before it";
            if (!rules.plan().past().test(key)) {
                rules.never(rule, key, step, lack + ", and no step that can come before it does that");
            } else {
                rules.caveat(rule, lack + ", which is not among the steps and may have been done already");
            }
            return;
        }
        rules.order()
                .need(new PlanOrder.Need(
                        PlanRules.source(rule, key),
                        step,
                        candidates,
                        item.count(),
                        item.apart().isPresent() ? candidates.size() : item.count(),
                        voiders(key),
                        "`" + item.duty() + "` on `" + key + "`"));
        rules.order().doneBefore(rule, key, candidates, voiders(key));
        if (item.usedOnce()
                && rules.plan().past().test(key)
                && candidates.stream().anyMatch(doer -> !rules.open(doer))) {
            rules.caveat(rule, "the `" + item.duty() + "` on `" + key + "` may already be used up");
        }
        Source source = PlanRules.source(rule, key);
        if (item.independence().isEmpty()) {
            if (item.count() == candidates.size()) {
                rules.constraints.add(AtMost.independent(source, candidates, List.of()));
            } else if (item.count() > 1) {
                rules.caveat(rule, item.count() + " different parties must do `" + item.duty() + "` on `" + key + "`");
            }
            return;
        }
        List<String> level = item.independence().get().attributes();
        if (candidates.size() == item.count()) {
            Set<Integer> all = new TreeSet<>(candidates);
            all.add(step);
            rules.constraints.add(AtMost.independent(source, all, level));
        } else {
            rules.constraints.add(new Quorum(source, step, candidates, item.count(), level));
        }
    }

    private Set<Integer> voiders(Key key) {
        Set<Integer> voiders = new TreeSet<>(keys.carrying(rule.voidAfter()));
        voiders.removeIf(voider -> !keys.has(voider, key));
        return voiders;
    }

    /** Returns whether a step that voids the doer's surely comes between the two. */
    private boolean voided(int doer, int step, Key key) {
        return keys.carrying(rule.voidAfter()).stream()
                .anyMatch(voider -> voider != doer
                        && keys.has(voider, key)
                        && rules.order().surely(voider, step)
                        && rules.order().surely(doer, voider));
    }

    /** Adds the approvals of a step, by people who are not in the plan: each is a step of its own. */
    private void approved(int step, PlanStep its, Tier tier, Approval approval) {
        Source source = new Source(rule.id(), its.id());
        Set<Integer> all = new TreeSet<>(Set.of(step));
        for (int number = 1; number <= approval.count(); number++) {
            int approver = rules.steps.size();
            String id =
                    its.id() + " (approval" + (approval.count() == 1 ? "" : " " + number) + " for " + rule.id() + ")";
            String needs = approval.by().map(PlanCast::group).orElse(PlanCast.APPROVE);
            rules.steps.add(new Step(id, Set.of(needs), Optional.empty()));
            rules.constraints.add(new NotAnswerable(source, approver, step));
            all.add(approver);
        }
        rules.constraints.add(AtMost.independent(source, all, rules.level(approval.independence(), tier)));
    }
}
