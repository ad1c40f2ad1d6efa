package dev.interlock.engine.plan;

import dev.interlock.engine.model.Attributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A constraint of a rule on the parties of some steps. Steps are named by their position in the problem. Attributes never list
 * runtime and agent, which always count.
 */
public sealed interface PlanConstraint {

    Source source();

    /** The steps that the constraint is about, ascending. */
    SortedSet<Integer> steps();

    /** The constraint if the step is not carried out; empty when nothing is left of it. */
    Optional<PlanConstraint> without(int step);

    /**
     * The source of a constraint.
     *
     * @param rule id of the rule
     * @param on the key on which it applies, for people
     */
    record Source(String rule, String on) {}

    /**
     * No party does more than {@code max} of the entries: for each pivot, and each attribute in which its party has a value,
     * the entries with a step whose party does not surely differ in this attribute are at most {@code max}.
     *
     * @param entries each the steps that count once
     * @param pivots the steps whose own tier stops them when they break it
     */
    record AtMost(Source source, List<Set<Integer>> entries, Set<Integer> pivots, int max, List<String> attributes)
            implements PlanConstraint {
        public AtMost {
            entries = entries.stream().map(Set::copyOf).toList();
            pivots = Set.copyOf(pivots);
            attributes = beside(attributes);
        }

        /** The constraint that the parties of these steps are pairwise independent. */
        public static AtMost independent(Source source, Set<Integer> steps, List<String> attributes) {
            List<Set<Integer>> entries = new ArrayList<>();
            steps.stream().sorted().forEach(step -> entries.add(Set.of(step)));
            return new AtMost(source, entries, steps, 1, attributes);
        }

        @Override
        public SortedSet<Integer> steps() {
            var steps = new TreeSet<>(pivots);
            entries.forEach(steps::addAll);
            return steps;
        }

        @Override
        public Optional<PlanConstraint> without(int step) {
            List<Set<Integer>> left = new ArrayList<>();
            for (Set<Integer> entry : entries) {
                Set<Integer> rest = less(entry, step);
                if (!rest.isEmpty()) {
                    left.add(rest);
                }
            }
            Set<Integer> stops = less(pivots, step);
            return left.size() <= max || stops.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new AtMost(source, left, stops, max, attributes));
        }
    }

    /** The parties of these steps are surely the same in the attribute; {@code agent}: one party. */
    record Same(Source source, Set<Integer> among, String attribute) implements PlanConstraint {
        public Same {
            among = Set.copyOf(among);
        }

        @Override
        public SortedSet<Integer> steps() {
            return new TreeSet<>(among);
        }

        @Override
        public Optional<PlanConstraint> without(int step) {
            Set<Integer> rest = less(among, step);
            return rest.size() < 2 ? Optional.empty() : Optional.of(new Same(source, rest, attribute));
        }
    }

    /** Some {@code count} of the candidates' parties are independent of the step's and pairwise of each other. */
    record Quorum(Source source, int step, Set<Integer> candidates, int count, List<String> attributes)
            implements PlanConstraint {
        public Quorum {
            candidates = Set.copyOf(candidates);
            attributes = beside(attributes);
        }

        @Override
        public SortedSet<Integer> steps() {
            var steps = new TreeSet<>(candidates);
            steps.add(step);
            return steps;
        }

        @Override
        public Optional<PlanConstraint> without(int gone) {
            return gone == step
                    ? Optional.empty()
                    : Optional.of(new Quorum(source, step, less(candidates, gone), count, attributes));
        }
    }

    /** The party of {@code approver} is neither the owner nor the origin of the party of {@code requester}. */
    record NotAnswerable(Source source, int approver, int requester) implements PlanConstraint {
        @Override
        public SortedSet<Integer> steps() {
            return new TreeSet<>(Set.of(approver, requester));
        }

        @Override
        public Optional<PlanConstraint> without(int step) {
            return step == approver || step == requester ? Optional.empty() : Optional.of(this);
        }
    }

    /** Nobody can do the step in this plan, whoever the parties are; {@code why} in words. */
    record Never(Source source, int step, String why) implements PlanConstraint {
        @Override
        public SortedSet<Integer> steps() {
            return new TreeSet<>(Set.of(step));
        }

        @Override
        public Optional<PlanConstraint> without(int gone) {
            return gone == step ? Optional.empty() : Optional.of(this);
        }
    }

    private static Set<Integer> less(Set<Integer> steps, int step) {
        var rest = new TreeSet<>(steps);
        rest.remove(step);
        return rest;
    }

    private static List<String> beside(List<String> attributes) {
        return attributes.stream()
                .filter(name -> !Attributes.ALWAYS.contains(name))
                .distinct()
                .toList();
    }
}
