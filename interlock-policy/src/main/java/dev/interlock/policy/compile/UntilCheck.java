package dev.interlock.policy.compile;

import dev.interlock.engine.model.Scopes;
import dev.interlock.engine.policy.Rule;
import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Diagnostics;
import dev.interlock.policy.read.Fields;
import dev.interlock.policy.yaml.Node;
import java.util.Optional;
import java.util.Set;

/** {@code until}, beside {@code per}: the mark that closes a key. It is the same for every kind that has it. */
final class UntilCheck {

    /** The scopes whose keys belong to one party each. */
    private static final Set<String> OF_ONE_PARTY = Set.of(Scopes.TASK, Scopes.AGENT);

    private final Draft draft;

    UntilCheck(Draft draft) {
        this.draft = draft;
    }

    /**
     * The head of a rule, with its {@code until} if it has one. Called before the fields are finished.
     *
     * @param marks marks of the calls that a closed key takes no more of
     */
    Rule.Head check(Fields fields, Rule.Head head, Set<String> marks, Optional<String> per) {
        Optional<Node.Scalar> until = fields.take("until")
                .flatMap(n -> draft.values.text(n, "`until`"))
                .filter(draft.references::isMark);
        if (until.isEmpty()) {
            return head;
        }
        String mark = until.get().value();
        if (marks.contains(mark)) {
            draft.diagnostics.error(
                    Check.BAD_VALUE,
                    until.get().place(),
                    Diagnostics.quote(mark)
                            + " is what the rule is about, so the first such call would close its key for all others",
                    "name a mark that ends the matter, such as `until: vendor.archive`");
        }
        if (per.filter(OF_ONE_PARTY::contains).isPresent()) {
            draft.diagnostics.error(
                    Check.RULE_NEVER_APPLIES,
                    until.get().place(),
                    "a key of kind `" + per.get()
                            + "` belongs to one agent, which is not independent of itself, so no one can close it",
                    "remove `until`, or choose another `per`");
        }
        per.ifPresent(kind -> draft.obligations.add(new Obligation.SomeCallCounts(
                head.id(),
                mark,
                kind,
                until.get().place(),
                "the key is never closed",
                "map the object in the catalogue with `on`, or name another mark")));
        return head.withUntil(mark);
    }
}
