package dev.interlock.engine.plan;

import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.plan.PlanSolver.Part;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/**
 * Searches a small unsatisfiable core, the constraints because of which a part of a plan cannot be carried out: constraints are
 * left out one by one as long as it stays unsatisfiable, then smaller sets are tried by size. Within its budget the core has the
 * least number of constraints; beyond it none of them can be left out, as far as could be told.
 */
final class CoreSearch {

    private final PlanProblem problem;
    private final Parties parties;
    private final PlanLimits limits;
    private final Budget budget;
    /** The number of sets of constraints that may still be tried. Nodes alone would not bound it: sets grow faster than their nodes. */
    private int tries = 3_000;

    CoreSearch(PlanProblem problem, Parties parties, PlanLimits limits) {
        this.problem = problem;
        this.parties = parties;
        this.limits = limits;
        this.budget = new Budget(limits.coreNodes());
    }

    PlanAnswer.Unsatisfiable core(Part part) {
        PlanProblem mine = only(part);
        List<PlanConstraint> core = new ArrayList<>(part.constraints());
        for (int step : part.open()) {
            List<PlanConstraint> less = new ArrayList<>(core);
            less.removeIf(each -> each.steps().contains(step));
            if (less.size() < core.size() && solvable(mine.under(less)).equals(Optional.of(false))) {
                core = less;
            }
        }
        boolean smallest = true;
        for (PlanConstraint constraint : List.copyOf(core)) {
            List<PlanConstraint> less = new ArrayList<>(core);
            less.removeIf(each -> each.equals(constraint));
            Optional<Boolean> solvable = solvable(mine.under(less));
            smallest &= solvable.isPresent();
            if (solvable.isPresent() && !solvable.get()) {
                core = less;
            }
        }
        for (int size = 1; size < core.size() && smallest; size++) {
            var smaller = new ArrayList<PlanConstraint>();
            switch (choose(mine, part.constraints(), 0, size, smaller)) {
                case FOUND -> core = smaller;
                case NONE -> {}
                case OPEN -> smallest = false;
            }
        }
        return explain(mine.under(core), core, smallest);
    }

    private enum Choice {
        FOUND,
        NONE,
        OPEN
    }

    private Choice choose(
            PlanProblem mine, List<PlanConstraint> from, int next, int size, List<PlanConstraint> chosen) {
        if (chosen.size() == size) {
            Optional<Boolean> solvable = solvable(mine.under(chosen));
            return solvable.isEmpty() ? Choice.OPEN : solvable.get() ? Choice.NONE : Choice.FOUND;
        }
        for (int i = next; i <= from.size() - (size - chosen.size()); i++) {
            chosen.add(from.get(i));
            Choice choice = choose(mine, from, i + 1, size, chosen);
            if (choice != Choice.NONE) {
                return choice;
            }
            chosen.removeLast();
        }
        return Choice.NONE;
    }

    private Optional<Boolean> solvable(PlanProblem some) {
        if (tries <= 0 || budget.spent()) {
            return Optional.empty();
        }
        tries--;
        return PlanSolver.solvable(some, parties, limits.steps(), budget);
    }

    /** The problem without the steps of other parts. */
    private PlanProblem only(Part part) {
        PlanProblem mine = problem.under(part.constraints());
        for (int step = 0; step < problem.steps().size(); step++) {
            if (problem.steps().get(step).doneBy().isEmpty() && !part.open().contains(step)) {
                mine = mine.without(step);
            }
        }
        return mine;
    }

    /** Leaves out the steps that can be left out, and counts the parties that are missing. */
    private PlanAnswer.Unsatisfiable explain(PlanProblem unsolvable, List<PlanConstraint> core, boolean smallest) {
        PlanProblem mine = unsolvable;
        Set<Integer> steps = new TreeSet<>();
        core.forEach(constraint -> steps.addAll(constraint.steps()));
        for (int step = 0; step < mine.steps().size(); step++) {
            if (mine.steps().get(step).doneBy().isEmpty()) {
                steps.add(step);
            }
        }
        for (int step : List.copyOf(steps)) {
            boolean neededAsCandidate = core.stream()
                    .anyMatch(constraint -> constraint instanceof PlanConstraint.Quorum quorum
                            && quorum.candidates().contains(step));
            PlanProblem less = mine.without(step);
            if (!neededAsCandidate && solvable(less).equals(Optional.of(false))) {
                mine = less;
                steps.remove(step);
            }
        }
        List<String> ids =
                steps.stream().map(step -> problem.steps().get(step).id()).toList();
        return new PlanAnswer.Unsatisfiable(core, ids, smallest, missing(mine, steps.size()));
    }

    /** The number of further parties, different from everybody, that would do; empty if none up to {@code most} does, or not found out. */
    private OptionalInt missing(PlanProblem mine, int most) {
        var may = new TreeSet<String>();
        mine.steps().forEach(step -> may.addAll(step.needs()));
        OptionalInt missing = OptionalInt.empty();
        List<String> added = new ArrayList<>();
        try {
            for (int count = 1; count <= most && missing.isEmpty(); count++) {
                String name = "another party " + count;
                var vector = new HashMap<String, AttributeValue>();
                parties.attributes().forEach(attribute -> vector.put(attribute, AttributeValue.known(name)));
                if (parties.find(name) == null) {
                    parties.add(new Party(name, may, vector, false));
                    added.add(name);
                }
                Optional<Boolean> solvable = solvable(mine);
                if (solvable.isEmpty()) {
                    return missing;
                }
                missing = solvable.get() ? OptionalInt.of(count) : missing;
            }
        } finally {
            added.forEach(parties::remove);
        }
        return missing;
    }
}
