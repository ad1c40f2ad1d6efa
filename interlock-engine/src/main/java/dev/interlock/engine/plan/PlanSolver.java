package dev.interlock.engine.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Answers whether a plan can be carried out by the available parties: the workflow satisfiability problem (Crampton 2005;
 * Wang and Li, TISSEC 2010). Steps that no constraint ties together are solved apart. Each part is relaxed to one attribute
 * after the other and solved by {@linkplain PatternSearch pattern backtracking}, which decides it where dependence is
 * transitive; what is left goes to a {@linkplain BoundedSearch bounded search}.
 *
 * <p>INVARIANT: a plan that is called satisfiable has passed {@link PlanCheck}; one that is called unsatisfiable has been searched
 * in full; every other is unknown. Without state, and thread-safe as long as nobody else uses the parties.
 */
public final class PlanSolver {

    private PlanSolver() {}

    /** Solves the problem under {@link PlanLimits#DEFAULT}. */
    public static PlanAnswer solve(PlanProblem problem, Parties parties) {
        return solve(problem, parties, PlanLimits.DEFAULT);
    }

    public static PlanAnswer solve(PlanProblem problem, Parties parties, PlanLimits limits) {
        List<@Nullable Party> by = new ArrayList<>();
        problem.steps().forEach(step -> by.add(step.doneBy().orElse(null)));
        Optional<String> unknown = Optional.empty();
        Optional<PlanAnswer.Unsatisfiable> unsatisfiable = Optional.empty();
        for (Part part : Part.of(problem)) {
            Result result = solve(problem, part, parties, limits.steps(), new Budget(limits.nodes()));
            switch (result) {
                case Result.Found found -> found.by().forEach(by::set);
                case Result.None none -> {
                    var core = new CoreSearch(problem, parties, limits).core(part);
                    if (unsatisfiable.isEmpty()
                            || core.core().size() < unsatisfiable.get().core().size()) {
                        unsatisfiable = Optional.of(core);
                    }
                }
                case Result.Open open -> unknown = unknown.or(() -> Optional.of(open.why()));
            }
        }
        if (unsatisfiable.isPresent()) {
            return unsatisfiable.get();
        }
        if (unknown.isPresent()) {
            return new PlanAnswer.Unknown(unknown.get());
        }
        if (!problem.caveats().isEmpty()) {
            return new PlanAnswer.Unknown(String.join("; ", problem.caveats()));
        }
        return checked(problem, by);
    }

    private static PlanAnswer checked(PlanProblem problem, List<@Nullable Party> by) {
        List<Party> all = new ArrayList<>();
        for (Party party : by) {
            if (party == null) {
                throw new IllegalStateException("a step was left without a party");
            }
            all.add(party);
        }
        if (!PlanCheck.holds(problem, all)) {
            throw new IllegalStateException("the assignment found violates a constraint");
        }
        var assignment = new LinkedHashMap<String, String>();
        for (int step = 0; step < all.size(); step++) {
            if (problem.steps().get(step).doneBy().isEmpty()) {
                assignment.put(problem.steps().get(step).id(), all.get(step).name());
            }
        }
        return new PlanAnswer.Satisfiable(assignment);
    }

    /** Steps that are tied together, with the constraints that tie them; done steps belong to any number of parts. */
    record Part(Set<Integer> open, List<PlanConstraint> constraints) {

        static List<Part> of(PlanProblem problem) {
            int[] root = new int[problem.steps().size()];
            for (int step = 0; step < root.length; step++) {
                root[step] = step;
            }
            for (PlanConstraint constraint : problem.constraints()) {
                int first = -1;
                for (int step : constraint.steps()) {
                    if (problem.steps().get(step).doneBy().isEmpty()) {
                        first = first < 0 ? step : first;
                        root[find(root, step)] = find(root, first);
                    }
                }
            }
            var parts = new TreeMap<Integer, Part>();
            for (int step = 0; step < root.length; step++) {
                if (problem.steps().get(step).doneBy().isEmpty()) {
                    part(parts, find(root, step)).open.add(step);
                }
            }
            for (PlanConstraint constraint : problem.constraints()) {
                int at = constraint.steps().stream()
                        .filter(step -> problem.steps().get(step).doneBy().isEmpty())
                        .findFirst()
                        .map(step -> find(root, step))
                        .orElse(-1); // what is done alone
                part(parts, at).constraints.add(constraint);
            }
            return List.copyOf(parts.values());
        }

        private static Part part(TreeMap<Integer, Part> parts, int at) {
            return parts.computeIfAbsent(at, root -> new Part(new TreeSet<>(), new ArrayList<>()));
        }

        private static int find(int[] root, int step) {
            int at = step;
            while (root[at] != at) {
                root[at] = root[root[at]];
                at = root[at];
            }
            return at;
        }
    }

    /** The result of solving a part. */
    sealed interface Result {
        record Found(TreeMap<Integer, Party> by) implements Result {}

        record None() implements Result {}

        record Open(String why) implements Result {}
    }

    static Result solve(PlanProblem problem, Part part, Parties parties, int most, Budget budget) {
        var slots = new Slots(problem, part.open(), part.constraints(), parties);
        if (slots.contradiction) {
            return new Result.None();
        }
        for (int item = 0; item < slots.open.size(); item++) {
            if (empty(slots.groups.get(item))) {
                return new Result.None();
            }
        }
        boolean tooMany = slots.open.size() > most || slots.size() > Slots.MOST;
        if (tooMany) {
            return new Result.Open(slots.open.size() + " open steps are connected by rules, and " + slots.done.size()
                    + " finished ones; at most " + most + " open steps, and " + Slots.MOST
                    + " steps in all, can be examined together. Declare plans with fewer steps");
        }
        for (@Nullable String attribute : views(slots)) {
            if (attribute != null && parties.attribute(attribute) < 0) {
                continue;
            }
            Party[] by = new PatternSearch(slots, parties, attribute, budget).search();
            if (by != null) {
                Optional<Result> found = found(slots, by, part);
                if (found.isPresent()) {
                    return found.get();
                }
            } else {
                return budget.spent() ? open() : none(slots, parties);
            }
        }
        Party[] by = new BoundedSearch(slots, parties, budget).search();
        if (by == null) {
            return budget.spent() ? open() : none(slots, parties);
        }
        return found(slots, by, part)
                .orElseThrow(() -> new IllegalStateException("a search ended with a violated constraint: " + part));
    }

    /** The result of a search that found nothing. Owners of parties with several are taken as unknown, so there may be a way after all. */
    private static Result none(Slots slots, Parties parties) {
        return parties.anySeveral() || slots.done.stream().anyMatch(Party::hasSeveral)
                ? new Result.Open(
                        "a party acts for several owners at the same time, and no assignment was found without it")
                : new Result.None();
    }

    private static Result open() {
        return new Result.Open(
                "the search reached its limit: independence differs between attributes or is unknown, or too many"
                        + " steps are connected");
    }

    /** The attributes to which the part is relaxed, the party itself first. */
    private static Set<@Nullable String> views(Slots slots) {
        var views = new LinkedHashSet<@Nullable String>();
        views.add(null);
        slots.atMost.forEach(most -> views.addAll(most.attributes()));
        slots.same.forEach(same -> views.add(same.attribute()));
        return views;
    }

    private static boolean empty(long[] bits) {
        for (long word : bits) {
            if (word != 0) {
                return false;
            }
        }
        return true;
    }

    /** The parties of the steps, if they keep to the constraints of the part. */
    private static Optional<Result> found(Slots slots, Party[] bySlot, Part part) {
        var by = new TreeMap<Integer, Party>();
        for (int item = 0; item < bySlot.length; item++) {
            for (int step : slots.open.get(item)) {
                by.put(step, bySlot[item]);
            }
        }
        IntFunction<Party> all = step -> {
            Party open = by.get(step);
            return open != null
                    ? open
                    : slots.problem.steps().get(step).doneBy().orElseThrow();
        };
        for (PlanConstraint constraint : part.constraints()) {
            if (!PlanCheck.holds(constraint, all)) {
                return Optional.empty();
            }
        }
        return Optional.of(new Result.Found(by));
    }

    /** Returns whether the problem can be solved; empty when that was not found out. */
    static Optional<Boolean> solvable(PlanProblem problem, Parties parties, int most, Budget budget) {
        boolean open = false;
        for (Part part : Part.of(problem)) {
            if (part.constraints().isEmpty()
                    && part.open().stream()
                            .allMatch(step -> problem.steps().get(step).needs().isEmpty())) {
                continue; // a step that was left out
            }
            Result result = solve(problem, part, parties, most, budget);
            if (result instanceof Result.None) {
                return Optional.of(false);
            }
            open |= result instanceof Result.Open;
        }
        return open ? Optional.empty() : Optional.of(true);
    }
}
