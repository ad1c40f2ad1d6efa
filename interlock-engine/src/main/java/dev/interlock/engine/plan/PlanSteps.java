package dev.interlock.engine.plan;

import dev.interlock.engine.model.PlanStep;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The order of a plan's steps, and the faults of their declaration. */
public final class PlanSteps {

    /** Most steps of a plan: its parts may have no more than {@link PlanLimits#steps} each. */
    public static final int MOST = 200;

    private PlanSteps() {}

    /** The first fault of the steps, in the order of the plan, with the way out; empty where there is none. */
    public static Optional<String> fault(List<PlanStep> steps) {
        if (steps.isEmpty()) {
            return Optional.of("a plan must have at least one step");
        }
        if (steps.size() > MOST) {
            return Optional.of("a plan can have at most " + MOST + " steps, but this one has " + steps.size()
                    + "; declare the next steps now and the rest later");
        }
        Map<String, Integer> at = new HashMap<>();
        for (int i = 0; i < steps.size(); i++) {
            if (at.put(steps.get(i).id(), i) != null) {
                return Optional.of("two steps have the id `" + steps.get(i).id() + "`; give each step a unique id");
            }
        }
        for (PlanStep step : steps) {
            if (step.tool().isEmpty() && step.marks().isEmpty()) {
                return Optional.of("the step `" + step.id() + "` does nothing; name its tool or its duty");
            }
            for (String before : step.after()) {
                if (!at.containsKey(before)) {
                    return Optional.of("the step `" + step.id() + "` comes after `" + before
                            + "`, which is not a step of the plan; add that step, or correct `after`");
                }
            }
        }
        BitSet[] before = before(steps);
        for (int i = 0; i < steps.size(); i++) {
            if (before[i].get(i)) {
                return Optional.of("the step `" + steps.get(i).id()
                        + "` depends on itself, directly or through other steps; remove an entry of `after` to"
                        + " break the cycle");
            }
        }
        return Optional.empty();
    }

    /** By step: the steps that surely come before it, also because they make an object that it is about. */
    static BitSet[] order(List<PlanStep> steps) {
        List<PlanStep> told = new ArrayList<>();
        for (PlanStep step : steps) {
            List<String> after = new ArrayList<>(step.after());
            for (PlanStep maker : steps) {
                if (step.objects().stream().anyMatch(object -> maker.makes(object) && !step.makes(object))) {
                    after.add(maker.id());
                }
            }
            told.add(new PlanStep(
                    step.id(),
                    step.tool(),
                    step.marks(),
                    step.risk(),
                    step.objects(),
                    step.creates(),
                    after,
                    step.by()));
        }
        return before(told);
    }

    /** By step: the steps that come before it by {@code after}, directly or by way of others. */
    static BitSet[] before(List<PlanStep> steps) {
        Map<String, Integer> at = new HashMap<>();
        for (int i = 0; i < steps.size(); i++) {
            at.put(steps.get(i).id(), i);
        }
        BitSet[] before = new BitSet[steps.size()];
        for (int i = 0; i < before.length; i++) {
            before[i] = new BitSet();
            for (String id : steps.get(i).after()) {
                before[i].set(at.getOrDefault(id, i));
            }
        }
        for (int via = 0; via < before.length; via++) {
            for (int step = 0; step < before.length; step++) {
                if (before[step].get(via)) {
                    before[step].or(before[via]);
                }
            }
        }
        return before;
    }
}
