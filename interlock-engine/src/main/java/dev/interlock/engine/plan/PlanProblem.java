package dev.interlock.engine.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A plan as constraints on the parties of its steps. Immutable.
 *
 * @param caveats ways in which a rule may stop the plan that the constraints do not express; with a caveat no answer is satisfiable
 */
public record PlanProblem(List<Step> steps, List<PlanConstraint> constraints, List<String> caveats) {

    public PlanProblem {
        steps = List.copyOf(steps);
        constraints = List.copyOf(constraints);
        caveats = List.copyOf(caveats);
    }

    public PlanProblem(List<Step> steps, List<PlanConstraint> constraints) {
        this(steps, constraints, List.of());
    }

    /**
     * A step of the problem.
     *
     * @param needs the authorisations that its party has to have
     * @param doneBy the party that did it, or may have done it, already
     */
    public record Step(String id, Set<String> needs, Optional<Party> doneBy) {
        public Step {
            needs = Set.copyOf(needs);
        }
    }

    /** The same steps under some of the constraints. */
    PlanProblem under(List<PlanConstraint> some) {
        return new PlanProblem(steps, some, caveats);
    }

    /**
     * The problem if a step is not carried out. The step stays in its place, so that the others keep theirs; without
     * constraints and needs anybody can do it.
     */
    PlanProblem without(int gone) {
        List<PlanConstraint> left = new ArrayList<>();
        constraints.forEach(constraint -> constraint.without(gone).ifPresent(left::add));
        List<Step> rest = new ArrayList<>(steps);
        rest.set(gone, new Step(steps.get(gone).id(), Set.of(), steps.get(gone).doneBy()));
        return new PlanProblem(rest, left, caveats);
    }
}
