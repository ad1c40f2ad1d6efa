package dev.interlock.policy.compile;

import dev.interlock.engine.policy.Approval;
import dev.interlock.engine.policy.Level;
import dev.interlock.engine.policy.Rule;
import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.read.Fields;
import dev.interlock.policy.yaml.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/** {@code require}: the duties that have to be done, and the approvals that have to be given, before a call. */
final class RequireCheck {

    private static final Map<String, Boolean> FLAGS = new TreeMap<>(Map.of("true", true, "false", false));

    private final Draft draft;

    RequireCheck(Draft draft) {
        this.draft = draft;
    }

    Optional<Rule> check(Node.Mapping body, Rule.Head head) {
        Fields fields = new Fields(body, "`require`", draft.diagnostics);
        Optional<String> trigger = fields.require("for", "name the duty that needs it, such as `for: payment.release`")
                .flatMap(n -> draft.values.text(n, "`for`"))
                .filter(draft.references::isMark)
                .map(Node.Scalar::value);
        List<Rule.Done> done = new ArrayList<>();
        fields.take("done")
                .flatMap(n -> draft.values.list(n, "`done`", "write `[{duty: invoice.match, per: invoice}]`"))
                .ifPresent(l ->
                        l.items().forEach(item -> done(item, head.id(), trigger).ifPresent(done::add)));
        Optional<Approval> approval = fields.take("approval")
                .flatMap(n -> draft.values.mapping(n, "`approval`", "write `{by: ap-approvers, count: 1}`"))
                .map(new ApprovalCheck(draft)::check);
        Set<String> voidAfter = fields.take("void-after")
                .map(n -> draft.references.marks(n, "a duty"))
                .orElse(Set.of());
        boolean nothing = !fields.has("done") && !fields.has("approval");
        fields.finish();
        if (nothing) {
            draft.diagnostics.error(
                    Check.MISSING_KEY,
                    body.place(),
                    "the rule `" + head.id() + "` does not require anything",
                    "add `done`, `approval` or both");
        }
        return trigger.map(t -> new Rule.Require(head, t, List.copyOf(done), approval, voidAfter));
    }

    private Optional<Rule.Done> done(Node node, String rule, Optional<String> trigger) {
        Optional<Node.Mapping> body =
                draft.values.mapping(node, "an item of `done`", "write `{duty: invoice.match, per: invoice}`");
        if (body.isEmpty()) {
            return Optional.empty();
        }
        Fields fields = new Fields(body.get(), "an item of `done`", draft.diagnostics);
        Optional<String> duty = fields.require("duty", "name the duty that must be done first")
                .flatMap(n -> draft.values.text(n, "`duty`"))
                .filter(draft.references::isMark)
                .map(Node.Scalar::value);
        Optional<Node> perNode = fields.require("per", "name the object type, such as `per: invoice`");
        Optional<String> per = perNode.flatMap(draft.references::kind);
        Optional<Level> independence = fields.take("independence").flatMap(draft.references::level);
        int count = count(fields);
        boolean usedOnce = fields.take("used-once")
                .flatMap(n -> draft.values.choice(n, "`used-once`", FLAGS))
                .orElse(false);
        OptionalLong within = fields.take("within")
                .map(n -> draft.values.duration(n, "`within`"))
                .orElse(OptionalLong.empty());
        fields.finish();
        if (duty.isEmpty() || per.isEmpty()) {
            return Optional.empty();
        }
        draft.obligations.add(new Obligation.SomeCallHas(
                rule, duty.get(), per.get(), perNode.orElseThrow().place()));
        trigger.ifPresent(t -> draft.obligations.add(new Obligation.EveryCallHas(
                rule, Set.of(t), per.get(), perNode.orElseThrow().place())));
        return Optional.of(new Rule.Done(duty.get(), per.get(), independence, count, usedOnce, within));
    }

    private int count(Fields fields) {
        Optional<Node> count = fields.take("count");
        return count.isEmpty()
                ? 1
                : (int) draft.values.integer(count.get(), "`count`", 1, 16).orElse(1);
    }
}
