package dev.interlock.engine.plan;

import dev.interlock.engine.model.Key;
import dev.interlock.engine.plan.PlanConstraint.Never;
import dev.interlock.engine.plan.PlanConstraint.Source;
import dev.interlock.engine.policy.Rule;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Looks for an order of the steps that are left in which each comes after the steps that it needs. Steps are put in order greedily.
 * Without steps that void others, this is exact: a step that can come never stands in the way of another. With them, an order that
 * it finds is one, but where it finds none there may still be one.
 */
final class PlanOrder {

    /**
     * A step needs others before it.
     *
     * @param candidates the steps that may be the needed ones
     * @param count the number that is needed
     * @param wanted the number that is looked for: all where it is not known yet which of them count
     * @param voiders steps after which a candidate counts no more
     * @param what the need in words
     */
    record Need(
            Source source,
            int step,
            Set<Integer> candidates,
            int count,
            int wanted,
            Set<Integer> voiders,
            String what) {
        Need {
            candidates = Set.copyOf(candidates);
            voiders = Set.copyOf(voiders);
        }

        static Need all(Source source, int step, Set<Integer> first, String what) {
            return new Need(source, step, first, first.size(), first.size(), Set.of(), what);
        }
    }

    private final PlanRules rules;
    private final BitSet[] before;
    private final List<Need> needs = new ArrayList<>();

    PlanOrder(PlanRules rules) {
        this.rules = rules;
        this.before = PlanSteps.order(rules.plan().steps());
    }

    /** Returns whether a step surely comes before another. A done step comes before an open one; the order of two done steps is unknown. */
    boolean surely(int step, int other) {
        boolean done = !rules.open(step);
        boolean otherDone = !rules.open(other);
        return done != otherDone ? done : !done && before[other].get(step);
    }

    void need(Need need) {
        needs.add(need);
    }

    /** Adds a caveat where done steps may have been voided, as their order is not known. */
    void doneBefore(Rule rule, Key key, Set<Integer> candidates, Set<Integer> voiders) {
        boolean done = candidates.stream().anyMatch(step -> !rules.open(step));
        boolean voided = voiders.stream().anyMatch(step -> !rules.open(step));
        if (done && (voided || rules.plan().past().test(key))) {
            rules.caveat(rule, "what was done on `" + key + "` may no longer count");
        }
    }

    /** Adds a constraint for a need that no order meets, and a caveat where no order was found. */
    void derive() {
        Optional<Need> never = stuck(false);
        if (never.isPresent()) {
            Need need = never.get();
            String id = rules.plan().steps().get(need.step()).id();
            rules.constraints.add(new Never(
                    need.source(),
                    need.step(),
                    "`" + id + "` must come after " + need.what() + ", which cannot come before it"));
            return;
        }
        stuck(true)
                .ifPresent(need -> rules.caveat(
                        need.source().rule(),
                        "no order of the steps was found in which " + need.what() + " comes before `"
                                + rules.plan().steps().get(need.step()).id() + "` and still counts"));
    }

    /** A need that is met in no order, if there is one; where {@code strictly}, one that is met in no order that was found. */
    private Optional<Need> stuck(boolean strictly) {
        var placed = new Placed(strictly);
        Set<Integer> left = new TreeSet<>();
        for (int step = 0; step < before.length; step++) {
            if (rules.open(step)) {
                left.add(step);
            } else {
                placed.place(step);
            }
        }
        while (!left.isEmpty()) {
            Optional<Integer> next = left.stream()
                    .filter(step -> placed.ready(step, left))
                    .min(Comparator.comparing((Integer step) -> placed.harm(step, left))
                            .thenComparing(step -> placed.voids(step) ? 0 : 1)
                            .thenComparing(step -> step));
            if (next.isEmpty()) {
                return needs.stream()
                        .filter(need -> left.contains(need.step()) && !placed.met(need))
                        .min(Comparator.comparing(need ->
                                need.candidates().stream().anyMatch(step -> surely(need.step(), step)) ? 0 : 1));
            }
            left.remove(next.get());
            placed.place(next.get());
        }
        return Optional.empty();
    }

    /** The steps that were put in order so far. */
    private final class Placed {

        private final boolean strictly;
        private final Set<Integer> placed = new HashSet<>();
        /** By need: the candidates that count. */
        private final List<Set<Integer>> good = new ArrayList<>();

        Placed(boolean strictly) {
            this.strictly = strictly;
            needs.forEach(need -> good.add(new HashSet<>()));
        }

        void place(int step) {
            placed.add(step);
            for (int n = 0; n < needs.size(); n++) {
                Need need = needs.get(n);
                if (strictly && rules.open(step) && need.voiders().contains(step)) {
                    good.get(n).clear();
                }
                if (need.candidates().contains(step)) {
                    good.get(n).add(step);
                }
            }
        }

        boolean met(Need need) {
            return good.get(needs.indexOf(need)).size() >= (strictly ? need.wanted() : need.count());
        }

        boolean ready(int step, Set<Integer> left) {
            return left.stream().noneMatch(other -> before[step].get(other))
                    && needs.stream().allMatch(need -> need.step() != step || met(need));
        }

        boolean voids(int step) {
            return needs.stream().anyMatch(need -> need.voiders().contains(step));
        }

        /** The number of counting candidates that the step would void although another step still needs them. */
        int harm(int step, Set<Integer> left) {
            int harm = 0;
            for (int n = 0; strictly && n < needs.size(); n++) {
                Need need = needs.get(n);
                if (need.step() != step
                        && left.contains(need.step())
                        && need.voiders().contains(step)) {
                    harm += good.get(n).size();
                }
            }
            return harm;
        }
    }
}
