package dev.interlock.server.render;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.plan.PlanAnswer;
import dev.interlock.engine.plan.PlanConstraint;
import dev.interlock.engine.plan.PlanConstraint.Never;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.policy.Rule;
import java.util.ArrayList;
import java.util.List;

/** The answer whether a plan can be carried out, in words and as JSON. */
public final class PlanText {

    private PlanText() {}

    /**
     * @param names whether the reader may learn who the parties are
     * @return lines
     */
    public static List<String> lines(PlanAnswer answer, Bundle bundle, boolean names) {
        List<String> lines = new ArrayList<>();
        switch (answer) {
            case PlanAnswer.Satisfiable yes -> {
                lines.add("the plan can be carried out" + (names ? ", for example:" : ""));
                if (names) {
                    int width = yes.assignment().keySet().stream()
                            .mapToInt(String::length)
                            .max()
                            .orElse(0);
                    yes.assignment()
                            .forEach((step, party) ->
                                    lines.add("  " + step + " ".repeat(width - step.length()) + "  " + party));
                }
            }
            case PlanAnswer.Unsatisfiable no -> {
                lines.add("the plan cannot be carried out: " + listed(no.steps())
                        + (no.steps().size() == 1 ? " has nobody who may do it" : " cannot all be done")
                        + (no.core().isEmpty()
                                ? "; no intent allows it, or nobody in the cast is authorised"
                                : " under"));
                for (PlanConstraint constraint : no.core()) {
                    lines.add("  " + rule(constraint, bundle));
                }
                lines.add(missing(no));
                if (!no.core().isEmpty()) {
                    lines.add(
                            no.smallest()
                                    ? "no smaller set of rules prevents it"
                                    : "a smaller set of rules may be enough to prevent it");
                }
            }
            case PlanAnswer.Unknown unknown ->
                lines.add("it is not known whether the plan can be carried out: " + unknown.why());
        }
        return lines;
    }

    private static String listed(List<String> steps) {
        return String.join(", ", steps.stream().map(step -> "`" + step + "`").toList());
    }

    private static String missing(PlanAnswer.Unsatisfiable no) {
        if (no.missing().isEmpty()) {
            return "no additional party would help: change the plan";
        }
        int count = no.missing().getAsInt();
        return count == 1
                ? "one more party is needed, independent of all others"
                : count + " more parties are needed, independent of all others and of one another";
    }

    private static String rule(PlanConstraint constraint, Bundle bundle) {
        String id = constraint.source().rule();
        String title = bundle.rules().stream()
                .filter(rule -> rule.id().equals(id))
                .map(Rule::head)
                .map(head -> " (" + head.title() + ")")
                .findFirst()
                .orElse("");
        String why = constraint instanceof Never never ? ": " + never.why() : "";
        return id + title + " on " + constraint.source().on() + why;
    }

    /** The answer as an object: {@code answer}, and what belongs to it; {@code text} says the same in words. */
    public static ObjectNode json(PlanAnswer answer, Bundle bundle, boolean names) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        switch (answer) {
            case PlanAnswer.Satisfiable yes -> {
                out.put("answer", "satisfiable");
                if (names) {
                    ObjectNode assignment = out.putObject("assignment");
                    yes.assignment().forEach(assignment::put);
                }
            }
            case PlanAnswer.Unsatisfiable no -> {
                out.put("answer", "unsatisfiable");
                var steps = out.putArray("steps");
                no.steps().forEach(steps::add);
                var rules = out.putArray("rules");
                for (PlanConstraint constraint : no.core()) {
                    rules.addObject()
                            .put("rule", constraint.source().rule())
                            .put("on", constraint.source().on());
                }
                out.put("smallest", no.smallest());
                no.missing().ifPresent(count -> out.put("missing", count));
            }
            case PlanAnswer.Unknown unknown -> out.put("answer", "unknown").put("why", unknown.why());
        }
        return out.put("text", String.join("\n", lines(answer, bundle, names)));
    }
}
