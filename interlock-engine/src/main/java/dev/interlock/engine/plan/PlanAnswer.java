package dev.interlock.engine.plan;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** The answer to the question whether a plan can be carried out. */
public sealed interface PlanAnswer {

    /**
     * The plan can be carried out, and the assignment is one way.
     *
     * @param assignment a party for each step that is not done yet, by the id of the step and in their order
     */
    record Satisfiable(Map<String, String> assignment) implements PlanAnswer {
        public Satisfiable {
            assignment = Collections.unmodifiableMap(new LinkedHashMap<>(assignment));
        }
    }

    /**
     * The plan cannot be carried out.
     *
     * @param core constraints that cannot be met together: none of them can be left out; empty: nobody is authorised
     * @param steps ids of the steps that suffice to show it; none of them can be left out
     * @param smallest whether no smaller set of constraints is a core; false if that was not found out within the budget
     * @param missing the number of further parties, independent of all others and authorised for everything, these steps and
     *     constraints lack; empty: no number of parties helps, or it was not found out
     */
    record Unsatisfiable(List<PlanConstraint> core, List<String> steps, boolean smallest, OptionalInt missing)
            implements PlanAnswer {
        public Unsatisfiable {
            core = List.copyOf(core);
            steps = List.copyOf(steps);
        }
    }

    /** The answer was not found out, with the reason in words. */
    record Unknown(String why) implements PlanAnswer {}
}
