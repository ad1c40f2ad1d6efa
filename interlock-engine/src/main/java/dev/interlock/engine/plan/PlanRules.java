package dev.interlock.engine.plan;

import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.PlanStep;
import dev.interlock.engine.model.Scopes;
import dev.interlock.engine.plan.PlanConstraint.AtMost;
import dev.interlock.engine.plan.PlanConstraint.Never;
import dev.interlock.engine.plan.PlanConstraint.Source;
import dev.interlock.engine.plan.PlanProblem.Step;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.policy.Closing;
import dev.interlock.engine.policy.Level;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.policy.Rule;
import dev.interlock.engine.policy.Tier;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The rules of a bundle as constraints on the parties of a plan's steps. A rule that only records asks for nothing. Windows are
 * taken as wide enough for the whole plan, except where waiting would help; amounts and conditions are not known beforehand.
 */
final class PlanRules {

    private final DeclaredPlan plan;
    private final Bundle bundle;
    private final PlanKeys keys;
    private final PlanOrder order;
    final List<Step> steps = new ArrayList<>();
    final List<PlanConstraint> constraints = new ArrayList<>();
    private final Set<String> caveats = new TreeSet<>();

    PlanRules(DeclaredPlan plan) {
        this.plan = plan;
        this.bundle = plan.bundle();
        this.keys = new PlanKeys(plan);
        this.order = new PlanOrder(this);
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
                Closing.of(rule).ifPresent(closing -> new PlanClosings(this, rule, closing).derive());
            }
        }
        order.derive();
        return new PlanProblem(steps, constraints, List.copyOf(caveats));
    }

    /** Adds the constraints of a rule. A new kind of rule is told apart here; one that asks nothing of parties adds nothing. */
    private void derive(Rule rule) {
        switch (rule) {
            case Rule.Separate separate -> separate(separate);
            case Rule.Require require -> new PlanRequirements(this, require).derive();
            case Rule.Limit limit -> limit(limit);
            case Rule.Bind bind -> bind(bind);
            case Rule.Order ordered -> new PlanOrderings(this, ordered).derive();
            case Rule.Wall wall -> new PlanWalls(this, wall).derive();
            case Rule.Forbid forbid -> forbid(forbid);
            case Rule.Flow flow -> {}
            case Rule.FirstUse use -> {}
            case Rule.Unusual unusual -> {}
        }
    }

    private void forbid(Rule.Forbid rule) {
        for (int step : keys.carrying(rule.marks())) {
            if (conflicts(rule, step)) {
                String id = plan.steps().get(step).id();
                if (rule.conditional()) {
                    caveat(rule, "whether it forbids `" + id + "` depends on the call");
                } else {
                    constraints.add(new Never(new Source(rule.id(), id), step, "`" + id + "` is forbidden"));
                }
            }
        }
    }

    private void bind(Rule.Bind rule) {
        history(rule, rule.per(), rule.duties());
        keys.steps(rule.per(), rule.duties()).forEach((key, on) -> {
            // the tier of the step that comes second decides
            Set<Set<Integer>> told = new LinkedHashSet<>();
            for (int step : on) {
                if (conflicts(rule, step)) {
                    told.add(notAfter(on, step));
                }
            }
            told.removeIf(some -> some.size() < 2
                    || told.stream().anyMatch(more -> more.size() > some.size() && more.containsAll(some)));
            told.forEach(some -> constraints.add(new PlanConstraint.Same(source(rule, key), some, rule.same())));
        });
    }

    /** Returns whether some intent allows all duties of the step. */
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
        long carried = rule.entries().stream()
                .filter(entry -> !keys.carrying(entry).isEmpty())
                .count();
        if (unnamed(rule.per())) {
            if (!plan.fresh() || carried > rule.atMost()) {
                scope(rule, rule.per(), marks);
            }
            return;
        }
        history(rule, rule.per(), marks);
        keys.steps(rule.per(), marks)
                .forEach((key, on) -> pivots(rule, on).forEach((sight, pivots) -> {
                    List<Set<Integer>> entries = new ArrayList<>();
                    for (Set<String> entry : rule.entries()) {
                        Set<Integer> its = new TreeSet<>(keys.carrying(entry));
                        its.retainAll(sight.steps());
                        if (!its.isEmpty()) {
                            entries.add(its);
                        }
                    }
                    if (entries.size() > rule.atMost()) {
                        constraints.add(new AtMost(source(rule, key), entries, pivots, rule.atMost(), sight.level()));
                    }
                }));
    }

    /**
     * The view that some steps have of the others.
     *
     * @param steps the steps that do not surely come after them
     * @param level attributes in which their parties have to differ
     */
    private record Sight(Set<Integer> steps, List<String> level) {}

    /** The steps still to be done that a conflict would stop, by their sight. */
    private Map<Sight, Set<Integer>> pivots(Rule.Separate rule, SortedSet<Integer> on) {
        Map<Sight, Set<Integer>> pivots = new LinkedHashMap<>();
        for (int step : on) {
            if (conflicts(rule, step)) {
                List<String> level =
                        level(rule.independence(), tier(rule, plan.steps().get(step)));
                pivots.computeIfAbsent(new Sight(notAfter(on, step), level), s -> new TreeSet<>())
                        .add(step);
            }
        }
        return pivots;
    }

    /** Adds the constraints of a limit where the plan has more calls than a key has room for. With a window, waiting helps. */
    private void limit(Rule.Limit rule) {
        Set<String> marks = Set.of(rule.of());
        if (rule.maxCount().isEmpty() || rule.withinMillis().isPresent()) {
            return;
        }
        long max = rule.maxCount().getAsLong();
        if (unnamed(rule.per())) {
            if (!plan.fresh() || keys.carrying(marks).size() > max) {
                scope(rule, rule.per(), marks);
            }
            return;
        }
        history(rule, rule.per(), marks);
        keys.steps(rule.per(), marks).forEach((key, on) -> {
            List<Integer> stopped =
                    on.stream().filter(step -> conflicts(rule, step)).toList();
            long passing = on.stream().filter(this::open).count() - stopped.size();
            if (on.size() <= max || stopped.isEmpty()) {
                return;
            }
            if (passing == 0) {
                never(
                        rule,
                        key,
                        stopped.getLast(),
                        "only " + max + " calls with `" + rule.of() + "` are allowed on `" + key
                                + "`, and the plan has " + on.size());
            } else {
                caveat(rule, "only some of the calls with `" + rule.of() + "` on `" + key + "` may come after others");
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

    /** The order that the steps need. */
    PlanOrder order() {
        return order;
    }

    /** The steps that do not surely come after this one, itself included. */
    Set<Integer> notAfter(Set<Integer> some, int step) {
        Set<Integer> rest = new TreeSet<>(some);
        rest.removeIf(other -> order.surely(step, other));
        return rest;
    }

    /** Returns whether the step is yet to be done and a conflict would stop it. */
    boolean conflicts(Rule rule, int step) {
        return open(step) && tier(rule, plan.steps().get(step)).onConflict() != Outcome.RECORD;
    }

    /** Returns whether plans do not name keys of the kind. */
    static boolean unnamed(String kind) {
        boolean madeOfSeveral = kind.indexOf('+') >= 0;
        return madeOfSeveral || (Scopes.ALL.contains(kind) && !kind.equals(Scopes.DOMAIN));
    }

    private void scope(Rule rule, String kind, Set<String> marks) {
        if (keys.carrying(marks).stream().anyMatch(step -> conflicts(rule, step))) {
            caveat(rule, "its key is a `" + kind + "`, which a plan cannot name");
        }
    }

    /** Adds caveats for steps on whose keys calls lie that are not the plan's: it is not known what these did. */
    void history(Rule rule, String kind, Set<String> marks) {
        missingKeys(rule, kind, keys.carrying(marks));
        if (unnamed(kind) && !plan.fresh()) {
            scope(rule, kind, marks);
        }
        for (int step : keys.carrying(marks)) {
            if (conflicts(rule, step)) {
                keys.of(step, kind).forEach(key -> past(rule, key));
            }
        }
    }

    void past(Rule rule, Key key) {
        if (plan.past().test(key)) {
            caveat(rule, "calls outside the plan were made on `" + key + "` and may count");
        }
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
        caveat(rule.id(), why);
    }

    void caveat(String rule, String why) {
        caveats.add("rule `" + rule + "` may stop the plan: " + why);
    }

    /** Adds caveats for steps that name no key of the kind, as they cannot be judged. */
    void missingKeys(Rule rule, String kind, Set<Integer> some) {
        for (int step : some) {
            if (open(step) && !unnamed(kind) && keys.of(step, kind).isEmpty()) {
                caveat(
                        rule,
                        "the step `" + plan.steps().get(step).id() + "` names no `" + kind
                                + "`; add it to its `objects`");
            }
        }
    }
}
