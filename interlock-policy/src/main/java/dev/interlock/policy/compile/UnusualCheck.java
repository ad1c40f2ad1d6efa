package dev.interlock.policy.compile;

import dev.interlock.engine.model.Origin;
import dev.interlock.engine.model.Scopes;
import dev.interlock.engine.policy.Rule;
import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Suggestion;
import dev.interlock.policy.read.Fields;
import dev.interlock.policy.yaml.Node;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/** {@code unusual}: amounts far above those of earlier calls. */
final class UnusualCheck {

    /** The largest factor, beyond which a rule says nothing. */
    private static final BigDecimal MOST = BigDecimal.valueOf(1_000_000);

    private final Draft draft;

    UnusualCheck(Draft draft) {
        this.draft = draft;
    }

    Optional<Rule> check(Node.Mapping body, Rule.Head head) {
        Fields fields = new Fields(body, "`unusual`", draft.diagnostics);
        Set<String> marks = new TreeSet<>();
        Optional<Node> of =
                fields.require("of", "name the calls whose amounts are compared, such as `of: payment.release`");
        of.ifPresent(n -> draft.values.texts(n, "a mark").forEach(mark -> {
            if (draft.references.isMark(mark) && isOfCalls(mark)) {
                marks.add(mark.value());
            }
        }));
        Optional<BigDecimal> factor = fields.require(
                        "factor", "say how many times an earlier amount is still usual, such as `factor: 3`")
                .flatMap(this::factor);
        int calls = (int) fields.take("calls")
                .map(n -> draft.values.integer(n, "`calls`", 1, Rule.Unusual.MOST_CALLS))
                .orElse(OptionalLong.empty())
                .orElse(1);
        String per = fields.take("per").flatMap(draft.references::scope).orElse(Scopes.OWNER);
        OptionalLong within = fields.take("within")
                .map(n -> draft.values.duration(n, "`within`"))
                .orElse(OptionalLong.empty());
        Set<Origin> unless = fields.take("unless").map(this::origins).orElse(Set.of());
        boolean misnamed = fields.has("unless") && unless.isEmpty();
        fields.finish();
        if (marks.isEmpty() || factor.isEmpty() || misnamed) {
            return Optional.empty();
        }
        for (String mark : marks) {
            draft.obligations.add(new Obligation.EveryCallHasAmount(
                    head.id(), mark, Set.of(), of.orElseThrow().place()));
        }
        return Optional.of(
                new Rule.Unusual(head, Set.copyOf(marks), factor.get(), calls, per, within, Set.copyOf(unless)));
    }

    /** Reads the accepted origins of amounts. The other ones are about whom a call reaches. */
    private Set<Origin> origins(Node node) {
        Set<Origin> accepted = draft.references.origins(node);
        Set<Origin> others = new TreeSet<>(accepted);
        others.removeAll(Rule.Unusual.ORIGINS);
        if (!others.isEmpty()) {
            draft.diagnostics.error(
                    Check.BAD_VALUE,
                    node.place(),
                    "an amount cannot have the " + (others.size() == 1 ? "origin " : "origins ")
                            + Suggestion.list(texts(others)),
                    "choose among " + Suggestion.list(texts(Rule.Unusual.ORIGINS)));
            return Set.of();
        }
        return accepted;
    }

    private static List<String> texts(Set<Origin> origins) {
        return origins.stream().map(Origin::text).sorted().toList();
    }

    /** Labels say what a call read. Its result can add some, which would count its amount twice. */
    private boolean isOfCalls(Node.Scalar mark) {
        boolean label = mark.value().startsWith("label/");
        if (label) {
            draft.diagnostics.error(
                    Check.BAD_VALUE,
                    mark.place(),
                    "`of` cannot be `" + mark.value() + "`, because a label is about content and has no amount",
                    "name the duty of the calls, or their `sink/...`");
        }
        return !label;
    }

    private Optional<BigDecimal> factor(Node node) {
        Optional<BigDecimal> factor = draft.values.decimal(node, "`factor`").map(BigDecimal::stripTrailingZeros);
        if (factor.isPresent()
                && (factor.get().compareTo(BigDecimal.ONE) < 0 || factor.get().compareTo(MOST) > 0)) {
            draft.diagnostics.error(
                    Check.BAD_NUMBER,
                    node.place(),
                    "`factor` must be from 1 to " + MOST.toPlainString() + ", not `"
                            + factor.get().toPlainString() + "`",
                    "with `factor: 1`, no call exceeds the highest earlier amount; with `factor: 3`, none exceeds"
                            + " three times that amount");
            return Optional.empty();
        }
        return factor;
    }
}
