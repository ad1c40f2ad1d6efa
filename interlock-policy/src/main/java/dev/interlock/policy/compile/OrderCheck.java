package dev.interlock.policy.compile;

import dev.interlock.engine.policy.Rule;
import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.read.Fields;
import dev.interlock.policy.yaml.Node;
import dev.interlock.policy.yaml.Place;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** {@code order}: a duty only after another on the same key, and with no third since. */
final class OrderCheck {

    private final Draft draft;
    private final WindowCheck window;
    private final UntilCheck until;

    OrderCheck(Draft draft) {
        this.draft = draft;
        this.window = new WindowCheck(draft);
        this.until = new UntilCheck(draft);
    }

    Optional<Rule> check(Node.Mapping body, Rule.Head head) {
        Fields fields = new Fields(body, "`order`", draft.diagnostics);
        Set<String> marks = ordered(fields);
        Optional<Node.Scalar> after = fields.take("after")
                .flatMap(n -> draft.values.text(n, "`after`"))
                .filter(draft.references::isMark);
        Optional<Node> perNode = fields.require("per", "name the object type, such as `per: release`");
        Optional<String> per = perNode.flatMap(draft.references::kind);
        OptionalLong within = window.check(fields, body, head.id(), fields.has("until"), "its history is kept", "7d");
        Optional<Node> thirds = fields.take("not-since");
        Set<String> notSince =
                thirds.map(n -> draft.references.marks(n, "a duty")).orElse(Set.of());
        boolean nothing = !fields.has("after") && !fields.has("not-since");
        Rule.Head closing = until.check(fields, head, marks, per);
        fields.finish();
        if (nothing) {
            draft.diagnostics.error(
                    Check.MISSING_KEY,
                    body.place(),
                    "the rule `" + head.id() + "` does not order anything",
                    "add `after`, `not-since` or both");
        }
        after.ifPresent(first -> first(first, marks, notSince));
        if (marks.isEmpty() || per.isEmpty()) {
            return Optional.empty();
        }
        obligations(head.id(), marks, after, per.get(), perNode.orElseThrow().place());
        thirds.ifPresent(n -> notSince.forEach(third -> draft.obligations.add(new Obligation.SomeCallCounts(
                head.id(),
                third,
                per.get(),
                n.place(),
                "it never comes in between",
                "map the object in the catalogue with `on`, or remove it from `not-since`"))));
        return Optional.of(new Rule.Order(closing, marks, after.map(Node.Scalar::value), per.get(), within, notSince));
    }

    /** The marks of the calls that have to be in order: {@code duty}, or {@code mark}. */
    private Set<String> ordered(Fields fields) {
        String key = fields.has("mark") && !fields.has("duty") ? "mark" : "duty";
        if (fields.has("mark") && fields.has("duty")) {
            draft.diagnostics.error(
                    Check.UNKNOWN_KEY,
                    fields.keyPlace("mark"),
                    "`duty` and `mark` are the same list",
                    "put everything into `mark`");
        }
        return fields.require(key, "name what must be in order, such as `duty: release.deploy`")
                .map(n -> draft.references.marks(n, "a duty"))
                .orElse(Set.of());
    }

    private void first(Node.Scalar first, Set<String> marks, Set<String> notSince) {
        if (marks.contains(first.value())) {
            draft.diagnostics.error(
                    Check.RULE_ALWAYS_DENIES,
                    first.place(),
                    "`" + first.value() + "` must come after itself, so it can never be done for the first time",
                    "name another mark in `after`");
        }
        if (notSince.contains(first.value())) {
            draft.diagnostics.error(
                    Check.RULE_NEVER_APPLIES,
                    first.place(),
                    "`" + first.value() + "` is in `not-since` as well, but doing it again makes it count again",
                    "remove it from `not-since`");
        }
    }

    private void obligations(String rule, Set<String> marks, Optional<Node.Scalar> after, String per, Place place) {
        draft.obligations.add(new Obligation.EveryCallHas(rule, marks, per, place));
        after.ifPresent(first -> draft.obligations.add(new Obligation.SomeCallHas(rule, first.value(), per, place)));
    }
}
