package dev.interlock.policy.compile;

import dev.interlock.engine.policy.Rule;
import dev.interlock.policy.catalog.RuleCondition;
import dev.interlock.policy.condition.Condition;
import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.read.Fields;
import dev.interlock.policy.yaml.Node;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** {@code forbid}: no call with the mark, or none for which the condition holds. */
final class ForbidCheck {

    private final Draft draft;

    ForbidCheck(Draft draft) {
        this.draft = draft;
    }

    Optional<Rule> check(Node.Mapping body, Rule.Head head) {
        Fields fields = new Fields(body, "`forbid`", draft.diagnostics);
        boolean mark = fields.has("mark") && !fields.has("duty");
        if (fields.has("mark") && fields.has("duty")) {
            draft.diagnostics.error(
                    Check.UNKNOWN_KEY,
                    fields.keyPlace("mark"),
                    "`duty` and `mark` are the same",
                    "put everything into `mark`, as a list");
        }
        Set<String> marks = new TreeSet<>();
        fields.require(mark ? "mark" : "duty", "name what is forbidden, such as `duty: record.write`")
                .ifPresent(n -> draft.values
                        .texts(n, mark ? "a mark" : "a duty")
                        .forEach(s -> {
                            if (mark ? draft.references.isMark(s) : draft.references.isDuty(s)) {
                                marks.add(s.value());
                            }
                        }));
        Optional<Node> when = fields.take("when");
        Optional<Condition> condition =
                when.flatMap(n -> draft.values.text(n, "a condition")).flatMap(draft.conditions::compile);
        boolean conditional = fields.has("when");
        fields.finish();
        if (marks.isEmpty() || conditional != condition.isPresent()) {
            return Optional.empty();
        }
        condition.ifPresent(c -> draft.ruleConditions.add(new RuleCondition(head.id(), marks, c)));
        return Optional.of(new Rule.Forbid(head, Set.copyOf(marks), conditional));
    }
}
