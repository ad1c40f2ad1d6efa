package dev.interlock.policy.lint;

import dev.interlock.engine.policy.Rule;
import dev.interlock.policy.diagnostic.Check;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Finds rules whose keys nobody ever closes, and rules whose keys are closed by the calls that they are about. */
final class UntilLint {

    private final Subject subject;
    private final Calls calls;

    UntilLint(Subject subject, Calls calls) {
        this.subject = subject;
        this.calls = calls;
    }

    void check() {
        for (Rule rule : subject.bundle().rules()) {
            rule.head().until().ifPresent(mark -> {
                closing(rule, mark);
                if (!rule.head().observe()) {
                    itself(rule, mark);
                }
            });
        }
    }

    private void closing(Rule rule, String mark) {
        String per = Shape.per(rule);
        // A mark that no tool has on such a key is reported where the names are checked.
        boolean mapped = calls.all().stream().anyMatch(v -> v.carries(mark) && v.touches(per));
        List<Variant> closing = calls.carrying(Set.of(mark));
        if (mapped && closing.stream().noneMatch(v -> v.own().contains(per))) {
            boolean created = closing.stream().anyMatch(v -> v.touches(per));
            subject.warning(
                    Check.RULE_NEVER_CLOSED,
                    subject.rule(rule, Shape.of(rule).key(), "until"),
                    "the rule `" + rule.id() + "` never ends on a `" + per + "`: "
                            + (created
                                    ? "each `" + mark + "` creates its `" + per + "`, and closes no other"
                                    : "no intent allows a call that carries `" + mark + "`"),
                    created ? "name a mark of calls on existing objects" : "allow it in an intent, or remove `until`");
        }
    }

    private void itself(Rule rule, String mark) {
        Set<String> marks = Shape.of(rule).looksAt();
        Set<String> tools = new TreeSet<>();
        calls.carrying(Set.of(mark)).stream()
                .filter(v -> v.carriesAny(marks) && v.own().contains(Shape.per(rule)))
                .forEach(v -> tools.add(v.name()));
        for (String tool : tools) {
            subject.warning(
                    Check.RULE_CLOSED_BY_ITSELF,
                    subject.rule(rule, Shape.of(rule).key(), "until"),
                    "`" + tool + "` both does what the rule `" + rule.id()
                            + "` is about and ends it: after the first such call, no one can do any of it on that `"
                            + Shape.per(rule) + "` again",
                    "name another mark, or give this one to a separate tool");
        }
    }
}
