package dev.interlock.engine.plan;

import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.plan.PlanConstraint.AtMost;
import dev.interlock.engine.plan.PlanConstraint.Never;
import dev.interlock.engine.plan.PlanConstraint.NotAnswerable;
import dev.interlock.engine.plan.PlanConstraint.Quorum;
import dev.interlock.engine.plan.PlanConstraint.Same;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * The check whether an assignment carries out a plan, slow and to the letter. It shares no code with the searches, and nothing is
 * called satisfiable that does not pass it.
 */
public final class PlanCheck {

    private PlanCheck() {}

    /**
     * Returns whether the assignment carries out the plan.
     *
     * @param by a party for each step; for a step that is done it is ignored
     */
    public static boolean holds(PlanProblem problem, List<Party> by) {
        List<Party> parties = new ArrayList<>();
        for (int step = 0; step < problem.steps().size(); step++) {
            PlanProblem.Step its = problem.steps().get(step);
            if (its.doneBy().isEmpty() && !by.get(step).may().containsAll(its.needs())) {
                return false;
            }
            parties.add(its.doneBy().orElse(by.get(step)));
        }
        return problem.constraints().stream().allMatch(constraint -> holds(constraint, parties::get));
    }

    static boolean holds(PlanConstraint constraint, IntFunction<Party> by) {
        return switch (constraint) {
            case AtMost atMost -> atMost.pivots().stream().allMatch(pivot -> holds(atMost, by.apply(pivot), by));
            case Same same ->
                same.among().stream()
                        .allMatch(a -> same.among().stream()
                                .allMatch(b -> a.equals(b)
                                        || AttributeValue.surelySame(
                                                by.apply(a).value(same.attribute()),
                                                by.apply(b).value(same.attribute()))));
            case Quorum quorum -> {
                Party requester = by.apply(quorum.step());
                List<Party> independent = quorum.candidates().stream()
                        .map(by::apply)
                        .filter(doer -> doer.independentOf(requester, quorum.attributes()))
                        .toList();
                yield combination(quorum, independent, 0, new ArrayList<>());
            }
            case NotAnswerable answerable -> {
                String name = by.apply(answerable.approver()).name();
                Party requester = by.apply(answerable.requester());
                yield !requester.value(Attributes.OWNER).texts().contains(name)
                        && !requester.value(Attributes.ORIGIN).texts().contains(name);
            }
            case Never never -> false;
        };
    }

    private static boolean holds(AtMost atMost, Party pivot, IntFunction<Party> by) {
        List<String> attributes = new ArrayList<>(List.of(Attributes.AGENT));
        attributes.addAll(atMost.attributes());
        for (String attribute : attributes) {
            AttributeValue value = pivot.value(attribute);
            if (value instanceof AttributeValue.NotApplicable) {
                continue;
            }
            int covered = 0;
            for (Set<Integer> entry : atMost.entries()) {
                boolean covers = entry.stream()
                        .anyMatch(step -> !AttributeValue.surelyDiffer(
                                value, by.apply(step).value(attribute)));
                covered += covers ? 1 : 0;
            }
            if (covered > atMost.max()) {
                return false;
            }
        }
        return true;
    }

    private static boolean combination(Quorum quorum, List<Party> from, int next, List<Party> chosen) {
        if (chosen.size() == quorum.count()) {
            return true;
        }
        for (int i = next; i < from.size(); i++) {
            Party candidate = from.get(i);
            if (chosen.stream().allMatch(other -> other.independentOf(candidate, quorum.attributes()))) {
                chosen.add(candidate);
                if (combination(quorum, from, i + 1, chosen)) {
                    return true;
                }
                chosen.removeLast();
            }
        }
        return false;
    }
}
