package dev.interlock.engine.plan;

import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.PlanStep;
import dev.interlock.engine.policy.Bundle;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A plan with everything that decides whether it, or what is left of it, can be carried out. Immutable, so that it can be answered
 * on any thread.
 *
 * @param steps the steps, with the names of objects replaced by their ids where these are known by now
 * @param done by step: the actor of the call that carried it out or may have; empty: not done
 * @param cast the available parties, with the vector that each would act with
 * @param related the objects that an existing one belongs to or descends from
 * @param past whether calls that are not the plan's own lie on a key, or may turn out to
 * @param fresh whether nothing at all happened before the plan
 */
public record DeclaredPlan(
        Bundle bundle,
        List<PlanStep> steps,
        List<Optional<Actor>> done,
        Map<Caller, Actor> cast,
        Function<Key, List<Key>> related,
        Predicate<Key> past,
        boolean fresh) {

    public DeclaredPlan {
        steps = List.copyOf(steps);
        done = List.copyOf(done);
        cast = Map.copyOf(cast);
    }

    /** A plan of which nothing is done, in a world without history. */
    public static DeclaredPlan ahead(Bundle bundle, List<PlanStep> steps, Map<Caller, Actor> cast) {
        return new DeclaredPlan(
                bundle,
                steps,
                steps.stream().map(step -> Optional.<Actor>empty()).toList(),
                cast,
                key -> List.of(),
                key -> false,
                true);
    }

    /** The answer whether what is left of the plan can be carried out. */
    public PlanAnswer answer(PlanLimits limits) {
        return PlanSolver.solve(problem(), PlanCast.parties(bundle, steps, cast), limits);
    }

    /** The constraints of the rules on the parties of the plan. */
    public PlanProblem problem() {
        return new PlanRules(this).problem();
    }
}
