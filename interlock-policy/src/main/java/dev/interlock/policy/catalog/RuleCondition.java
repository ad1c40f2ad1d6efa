package dev.interlock.policy.catalog;

import dev.interlock.policy.condition.Condition;
import java.util.Set;

/**
 * The condition of a rule. It is evaluated once for each call, before the decision, and recorded with it.
 *
 * @param rule id of the rule, under which the result is recorded
 * @param marks the calls that carry one of these are asked
 */
public record RuleCondition(String rule, Set<String> marks, Condition when) {

    public RuleCondition {
        marks = Set.copyOf(marks);
    }
}
