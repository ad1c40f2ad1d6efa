package dev.interlock.engine.plan;

import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.PlanStep;
import dev.interlock.engine.model.Scopes;
import dev.interlock.engine.plan.PlanConstraint.AtMost;
import dev.interlock.engine.plan.PlanConstraint.Never;
import dev.interlock.engine.plan.PlanConstraint.Source;
import dev.interlock.engine.plan.PlanProblem.Step;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.policy.Level;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.policy.Rule;
import dev.interlock.engine.policy.Tier;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The rules of a bundle as constraints on who does the steps of a plan. A rule that only records asks for nothing. Windows
 * are taken as wide enough for the whole plan, except where waiting would do; amounts and conditions are not known beforehand.
 */
final class PlanRules {

    private final DeclaredPlan plan;
    private final Bundle bundle;
    private final PlanKeys keys;
    final List<Step> steps = new ArrayList<>();
    final List<PlanConstraint> constraints = new ArrayList<>();
    private final Set<String> caveats = new TreeSet<>();

    PlanRules(DeclaredPlan plan) {
        this.plan = plan;
        this.bundle = plan.bundle();
        this.keys = new PlanKeys(plan);
    }

    PlanProblem problem() {
        for (int step = 0; step < plan.steps().size(); step++) {
            PlanStep its = plan.steps().get(step);
            Set<String> needs = new HashSet<>(Set.of(allowed(its) ? PlanCast.ACT : PlanCast.NOBODY));
            if (!its.by().isEmpty()) {
                needs.add(PlanCast.step(its));
            }
            steps.add(new Step(
                    its.id(),
                    needs,
                    plan.done().get(step).map(actor -> PlanCast.party(actor.name(), actor, Set.of(), false))));
        }
        for (Rule rule : bundle.rules()) {
            if (!rule.head().observe()) {
                derive(rule);
            }
        }
        return new PlanProblem(steps, constraints, List.copyOf(caveats));
    }

    /** What a rule asks. A new kind of rule is told apart here; one that asks nothing of parties has nothing to add. */
    private void derive(Rule rule) {
        switch (rule) {
            case Rule.Separate separate -> separate(separate);
            case Rule.Require require -> new PlanRequirements(this, require).derive();
            case Rule.Limit limit -> limit(limit);
            case Rule.Bind bind -> bind(bind);
            case Rule.Order order -> unjudged(order, order.marks(), "it asks for an order that a plan does not show");
            case Rule.Wall wall ->
                unjudged(wall, wall.datasets().marks(), "a plan does not show what parties touched before");
            case Rule.Forbid forbid ->
                unjudged(forbid, forbid.marks(), "whether it forbids a step depends on the call");
        }
    }

    /** A rule that concerns steps and asks for what a plan does not show: the plan may be stopped by it. */
    private void unjudged(Rule rule, Set<String> marks, String why) {
        if (keys.carrying(marks).stream().anyMatch(this::open)) {
            caveat(rule, why);
        }
    }

    private void bind(Rule.Bind rule) {
        missingKeys(rule, rule.per(), keys.carrying(rule.duties()));
        keys.steps(rule.per(), rule.duties()).forEach((key, on) -> {
            boolean stops = on.stream()
                    .anyMatch(step ->
                            open(step) && tier(rule, plan.steps().get(step)).onConflict() != Outcome.RECORD);
            if (on.size() > 1 && stops) {
                constraints.add(new PlanConstraint.Same(source(rule, key), on, rule.same()));
            }
        });
    }

    /** Whether some intent allows all duties of the step. */
    private boolean allowed(PlanStep step) {
        Set<String> duties = new TreeSet<>(step.marks());
        duties.removeIf(mark -> mark.startsWith("sink/") || mark.startsWith("label/"));
        return !duties.isEmpty()
                && bundle.intents().values().stream()
                        .anyMatch(intent -> intent.allow().containsAll(duties));
    }

    private void separate(Rule.Separate rule) {
        Set<String> marks = new HashSet<>();
        rule.entries().forEach(marks::addAll);
        if (keys.carrying(marks).size() < 2 && rule.atMost() > 0) {
            return;
        }
        if (Scopes.ALL.contains(rule.per()) && !rule.per().equals(Scopes.DOMAIN)) {
            caveat(rule, "its key is a `" + rule.per() + "`, which a plan does not name");
            return;
        }
        missingKeys(rule, rule.per(), keys.carrying(marks));
        keys.steps(rule.per(), marks).forEach((key, on) -> {
            List<Set<Integer>> entries = new ArrayList<>();
            for (Set<String> entry : rule.entries()) {
                Set<Integer> its = new TreeSet<>(keys.carrying(entry));
                its.retainAll(on);
                if (!its.isEmpty()) {
                    entries.add(its);
                }
            }
            if (entries.size() > rule.atMost()) {
                pivots(rule, on)
                        .forEach((level, pivots) ->
                                constraints.add(new AtMost(source(rule, key), entries, pivots, rule.atMost(), level)));
            }
        });
    }

    /** The steps still to be done that the rule stops, by the attributes in which their parties have to differ. */
    private Map<List<String>, Set<Integer>> pivots(Rule.Separate rule, SortedSet<Integer> on) {
        Map<List<String>, Set<Integer>> pivots =
                new TreeMap<>((a, b) -> a.toString().compareTo(b.toString()));
        for (int step : on) {
            Tier tier = tier(rule, plan.steps().get(step));
            if (open(step) && tier.onConflict() != Outcome.RECORD) {
                List<String> level =
                        rule.independence().orElse(tier.independence()).attributes();
                pivots.computeIfAbsent(level, l -> new TreeSet<>()).add(step);
            }
        }
        return pivots;
    }

    /** More calls than a key has room for. Where there is a window, waiting helps. */
    private void limit(Rule.Limit rule) {
        Set<String> marks = Set.of(rule.of());
        if (rule.maxCount().isEmpty() || rule.withinMillis().isPresent()) {
            return;
        }
        long max = rule.maxCount().getAsLong();
        keys.steps(rule.per(), marks).forEach((key, on) -> {
            if (on.size() > max
                    && open(on.last())
                    && tier(rule, plan.steps().get(on.last())).onConflict() != Outcome.RECORD) {
                never(
                        rule,
                        key,
                        on.last(),
                        "only " + max + " calls with `" + rule.of() + "` are allowed on `" + key
                                + "`, and the plan has " + on.size());
            }
        });
    }

    // --- for each kind

    DeclaredPlan plan() {
        return plan;
    }

    PlanKeys keys() {
        return keys;
    }

    boolean open(int step) {
        return plan.done().get(step).isEmpty();
    }

    Tier tier(Rule rule, PlanStep step) {
        return Optional.ofNullable(bundle.tiers().get(rule.head().risk().orElse(step.risk())))
                .orElse(bundle.strictest());
    }

    List<String> level(Optional<Level> own, Tier tier) {
        return own.orElse(tier.independence()).attributes();
    }

    static Source source(Rule rule, Key key) {
        return new Source(rule.id(), key.toString());
    }

    void never(Rule rule, Key key, int step, String why) {
        constraints.add(new Never(source(rule, key), step, why));
    }

    void caveat(Rule rule, String why) {
        caveats.add("rule `" + rule.id() + "` may stop the plan: " + why);
    }

    /** Steps whose key is not said cannot be judged. */
    void missingKeys(Rule rule, String kind, Set<Integer> some) {
        for (int step : some) {
            if (open(step) && keys.of(step, kind).isEmpty()) {
                caveat(
                        rule,
                        "the step `" + plan.steps().get(step).id() + "` names no `" + kind
                                + "`; add it to its `objects`");
            }
        }
    }
}
