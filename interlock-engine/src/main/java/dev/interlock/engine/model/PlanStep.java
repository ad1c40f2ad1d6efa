package dev.interlock.engine.model;

import java.util.List;
import java.util.SortedSet;

/**
 * A step of a declared plan: a call to come, as far as it is known beforehand.
 *
 * @param id unique in its plan
 * @param tool {@code server/tool}; empty: any tool with the marks
 * @param marks the marks that a call which carries it out has
 * @param risk name of the tier
 * @param objects the objects that it acts on or creates. An object of a type in {@code creates} does not exist yet: its id is a name
 *     within the plan
 * @param creates types of the objects that it creates
 * @param after ids of the steps that come before it
 * @param by names of the parties that may do it; empty: anybody
 */
public record PlanStep(
        String id,
        String tool,
        SortedSet<String> marks,
        String risk,
        List<Key> objects,
        List<String> creates,
        List<String> after,
        List<String> by) {

    public PlanStep {
        objects = List.copyOf(objects);
        creates = List.copyOf(creates);
        after = List.copyOf(after);
        by = List.copyOf(by);
    }

    /** The objects of a plan that exist when it is declared; the id of one that a step makes is a name until then. */
    public static List<Key> existing(List<PlanStep> steps) {
        return steps.stream()
                .flatMap(step -> step.objects().stream())
                .filter(object -> steps.stream().noneMatch(step -> step.makes(object)))
                .distinct()
                .toList();
    }

    /** This step, about other objects. */
    public PlanStep about(List<Key> others) {
        return new PlanStep(id, tool, marks, risk, others, creates, after, by);
    }

    /** Returns whether the step makes the object, whose id is a name until then. */
    public boolean makes(Key object) {
        return creates.contains(object.kind()) && objects.contains(object);
    }
}
