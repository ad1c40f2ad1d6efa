package dev.interlock.policy.compile;

import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.policy.Rule;
import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Suggestion;
import dev.interlock.policy.read.Fields;
import dev.interlock.policy.yaml.Node;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/** {@code bind}: one and the same party does all of the listed duties on one key. */
final class BindCheck {

    private final Draft draft;
    private final WindowCheck window;
    private final UntilCheck until;

    BindCheck(Draft draft) {
        this.draft = draft;
        this.window = new WindowCheck(draft);
        this.until = new UntilCheck(draft);
    }

    Optional<Rule> check(Node.Mapping body, Rule.Head head) {
        Fields fields = new Fields(body, "`bind`", draft.diagnostics);
        Set<String> duties = fields.require(
                        "duties", "list the duties that one party must do alone, such as `[case.open, case.close]`")
                .map(n -> draft.references.marks(n, "a duty"))
                .orElse(Set.of());
        Optional<Node> perNode = fields.require("per", "name the object type, such as `per: case`");
        Optional<String> per = perNode.flatMap(draft.references::kind);
        OptionalLong within = window.check(fields, body, head.id(), fields.has("until"), "its history is kept", "90d");
        Optional<Node.Scalar> sameNode = fields.take("same").flatMap(n -> draft.values.name(n, "an attribute"));
        sameNode.ifPresent(this::attribute);
        String same = sameNode.map(Node.Scalar::value).orElse(Attributes.AGENT);
        Rule.Head closing = until.check(fields, head, duties, per);
        fields.finish();
        // A party may have several owners, so that parties that share one of them need not be the same in it.
        if (per.isPresent() && per.get().equals(same) && !same.equals(Attributes.OWNER)) {
            draft.diagnostics.error(
                    Check.RULE_NEVER_APPLIES,
                    sameNode.orElseGet(() -> (Node.Scalar) perNode.orElseThrow())
                            .place(),
                    "all parties with the same `" + same + "` are one party here, so the rule never finds a conflict",
                    "choose another `per`, such as an object type, or another attribute");
        }
        if (per.isEmpty() || duties.isEmpty()) {
            return Optional.empty();
        }
        draft.obligations.add(new Obligation.EveryCallHas(
                head.id(), duties, per.get(), perNode.orElseThrow().place()));
        return Optional.of(new Rule.Bind(closing, Set.copyOf(duties), per.get(), within, same));
    }

    private void attribute(Node.Scalar attribute) {
        Set<String> known = new TreeSet<>(HeaderCheck.ATTRIBUTES);
        known.addAll(Attributes.ALWAYS);
        draft.levels.values().forEach(level -> known.addAll(level.attributes()));
        if (!known.contains(attribute.value())) {
            draft.diagnostics.warning(
                    Check.ATTRIBUTE,
                    attribute.place(),
                    "`" + attribute.value()
                            + "` is an attribute that only a registry can provide; without it, no two parties are"
                            + " known to be the same",
                    Suggestion.remedy(
                            attribute.value(), known, "register it for every agent that does one of the duties"));
        }
    }
}
