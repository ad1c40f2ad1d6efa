package dev.interlock.policy.compile;

import dev.interlock.engine.policy.Approval;
import dev.interlock.engine.policy.ApprovalTerms;
import dev.interlock.engine.policy.Level;
import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.read.Fields;
import dev.interlock.policy.yaml.Node;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** {@code approval}: the approvers, and the terms on which they are asked. Nothing in it makes silence a yes. */
final class ApprovalCheck {

    private static final Map<String, Boolean> FLAGS = new TreeMap<>(Map.of("true", true, "false", false));

    private final Draft draft;

    ApprovalCheck(Draft draft) {
        this.draft = draft;
    }

    Approval check(Node.Mapping body) {
        Fields fields = new Fields(body, "an approval", draft.diagnostics);
        Optional<String> by = group(fields, "by");
        Optional<Node> countNode = fields.take("count");
        int count = countNode.isEmpty()
                ? 1
                : (int) draft.values.integer(countNode.get(), "`count`", 1, 16).orElse(1);
        Optional<Level> independence = fields.take("independence").flatMap(draft.references::level);
        long valid = duration(fields, "valid", Approval.DEFAULT_VALID_MILLIS);
        Optional<String> veto = group(fields, "veto");
        long wait = duration(fields, "wait", ApprovalTerms.DEFAULT.waitMillis());
        long remind = duration(fields, "remind", ApprovalTerms.DEFAULT.remindMillis());
        Optional<Node> escalateNode = fields.take("escalate");
        Optional<ApprovalTerms.Escalation> escalation = escalateNode
                .flatMap(n -> draft.values.mapping(n, "`escalate`", "write `{after: 10m, to: managers}`"))
                .flatMap(this::escalation);
        boolean confirm = fields.take("confirm")
                .flatMap(n -> draft.values.choice(n, "`confirm`", FLAGS))
                .orElse(false);
        fields.finish();
        if (escalateNode.isPresent() && by.isEmpty()) {
            draft.diagnostics.error(
                    Check.MISSING_KEY,
                    escalateNode.get().place(),
                    "an approval that anyone may give cannot escalate to anyone else",
                    "name the group that is asked first with `by`, or omit `escalate`");
        }
        if (escalation.isPresent() && escalation.get().afterMillis() >= wait) {
            draft.diagnostics.error(
                    Check.BAD_VALUE,
                    escalateNode.orElseThrow().place(),
                    "the hold expires before it escalates",
                    "make `after` shorter than `wait`, which is `24h` by default");
        }
        return new Approval(by, count, independence, valid, new ApprovalTerms(veto, wait, remind, escalation, confirm));
    }

    private Optional<ApprovalTerms.Escalation> escalation(Node.Mapping body) {
        Fields fields = new Fields(body, "`escalate`", draft.diagnostics);
        OptionalLong after = fields.require("after", "give the time to wait, such as `after: 10m`")
                .map(n -> draft.values.duration(n, "`after`"))
                .orElse(OptionalLong.empty());
        Optional<String> to = fields.require("to", "name the group that may answer from then on")
                .flatMap(n -> draft.values.name(n, "a group of approvers"))
                .map(Node.Scalar::value);
        fields.finish();
        return after.isPresent()
                ? to.map(group -> new ApprovalTerms.Escalation(after.getAsLong(), group))
                : Optional.empty();
    }

    private Optional<String> group(Fields fields, String key) {
        return fields.take(key)
                .flatMap(n -> draft.values.name(n, "a group of approvers"))
                .map(Node.Scalar::value);
    }

    private long duration(Fields fields, String key, long otherwise) {
        Optional<Node> node = fields.take(key);
        return node.isEmpty()
                ? otherwise
                : draft.values.duration(node.get(), "`" + key + "`").orElse(otherwise);
    }
}
