package dev.interlock.policy.catalog;

import dev.interlock.engine.command.Inspection;
import dev.interlock.policy.condition.Condition;
import dev.interlock.policy.condition.ConditionInput;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/** One answer looked at through the entry of its tool. */
final class ResultReading {

    private final ConditionInput call;
    private final SortedSet<String> labels = new TreeSet<>();
    private final List<String> reasons = new ArrayList<>();

    private ResultReading(ConditionInput call) {
        this.call = call;
    }

    /** @param rules conditions of rules, some of which may be about labels that are found */
    static Inspection inspect(CallReading call, Answered answered, List<RuleCondition> rules) {
        ResultReading reading = of(call.entry(), call.input(), answered);
        SortedMap<String, Boolean> conditions = call.conditionsAbout(reading.labels, rules);
        return new Inspection(reading.labels, reading.reasons, conditions);
    }

    /** Returns whether all checks could be made and none of them found anything. */
    static boolean findsNothing(ToolEntry entry, Map<String, ?> args, Answered said) {
        ResultReading reading = of(entry, new ConditionInput(entry.server(), entry.tool(), args), said);
        return reading.labels.isEmpty() && reading.reasons.isEmpty();
    }

    private static ResultReading of(ToolEntry entry, ConditionInput call, Answered answered) {
        var reading = new ResultReading(call);
        for (ResultCheck check : entry.inspect()) {
            try {
                reading.look(check, answered);
            } catch (RuntimeException | StackOverflowError e) {
                // INVARIANT: an answer that could not be looked at is not delivered.
                reading.failed(check);
            }
        }
        return reading;
    }

    private void look(ResultCheck check, Answered answered) {
        switch (check.finds()) {
            case ResultCheck.When when -> {
                switch (when.condition().evaluate(call, answered.result(), answered.text())) {
                    case Condition.Answer answer -> {
                        if (answer.value()) {
                            found(check, "the check `" + check.id() + "` found it");
                        }
                    }
                    case Condition.Erred erred -> failed(check);
                }
            }
            case ResultCheck.Secrets secrets -> {
                Set<String> names = secrets.scan().find(answered.whole());
                if (!names.isEmpty()) {
                    found(check, "it contains a secret: " + String.join(", ", names));
                }
            }
        }
    }

    private void found(ResultCheck check, String reason) {
        check.label().ifPresent(labels::add);
        if (check.withhold()) {
            reasons.add(reason);
        }
    }

    private void failed(ResultCheck check) {
        reasons.add("the check `" + check.id() + "` could not be carried out");
    }
}
