package dev.interlock.policy.compile;

import dev.interlock.engine.policy.Rule;
import dev.interlock.policy.catalog.AmountMapping;
import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.read.Fields;
import dev.interlock.policy.yaml.Node;
import dev.interlock.policy.yaml.Place;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** {@code limit}: the most calls, or the greatest sum, per key and window. */
final class LimitCheck {

    private final Draft draft;
    private final WindowCheck window;
    private final UntilCheck until;

    LimitCheck(Draft draft) {
        this.draft = draft;
        this.window = new WindowCheck(draft);
        this.until = new UntilCheck(draft);
    }

    Optional<Rule> check(Node.Mapping body, Rule.Head head) {
        Fields fields = new Fields(body, "`limit`", draft.diagnostics);
        Optional<String> of = fields.require("of", "name the duty that is limited, such as `of: payment.release`")
                .flatMap(n -> draft.values.text(n, "`of`"))
                .filter(draft.references::isMark)
                .map(Node.Scalar::value);
        Optional<Node> perNode =
                fields.require("per", "say what the limit is counted per, such as `per: payee` or `per: domain`");
        Optional<String> per = perNode.flatMap(draft.references::kind);
        SortedMap<String, BigDecimal> sums = new TreeMap<>();
        Optional<Node> sum = fields.take("sum");
        sum.ifPresent(n -> sums(n, sums));
        OptionalLong max = OptionalLong.empty();
        Optional<Node> maxNode = fields.take("max");
        if (maxNode.isPresent()) {
            max = draft.values.integer(maxNode.get(), "`max`", 0, 1_000_000_000L);
        }
        OptionalLong within = window.check(fields, body, head.id(), fields.has("until"), "calls are counted", "24h");
        boolean both = fields.has("sum") && fields.has("max");
        boolean none = !fields.has("sum") && !fields.has("max");
        Rule.Head closing = until.check(fields, head, of.map(Set::of).orElse(Set.of()), per);
        fields.finish();
        if (both || none) {
            draft.diagnostics.error(
                    none ? Check.MISSING_KEY : Check.BAD_VALUE,
                    none ? body.place() : fields.keyPlace("max"),
                    none
                            ? "the limit `" + head.id() + "` has no bound"
                            : "a limit must bound either a sum or a number of calls",
                    none ? "write `sum: {max: 10000, unit: EUR}` or `max: 5`" : "split it into two rules");
        }
        if (of.isEmpty() || per.isEmpty()) {
            return Optional.empty();
        }
        Place place = perNode.orElseThrow().place();
        draft.obligations.add(new Obligation.EveryCallHas(head.id(), Set.of(of.get()), per.get(), place));
        if (!sums.isEmpty()) {
            draft.obligations.add(new Obligation.EveryCallHasAmount(
                    head.id(),
                    of.get(),
                    Set.copyOf(sums.keySet()),
                    sum.orElseThrow().place()));
        }
        return Optional.of(new Rule.Limit(closing, of.get(), per.get(), max, sums, within));
    }

    private void sums(Node node, SortedMap<String, BigDecimal> out) {
        List<? extends Node> items = node instanceof Node.Sequence list ? list.items() : List.of(node);
        for (Node item : items) {
            draft.values
                    .mapping(item, "`sum`", "write `{max: 10000, unit: EUR}`, or a list of those")
                    .ifPresent(body -> {
                        Fields fields = new Fields(body, "`sum`", draft.diagnostics);
                        Optional<BigDecimal> max = fields.require("max", "write the largest sum, such as `max: 10000`")
                                .flatMap(n -> draft.values.decimal(n, "`max`"));
                        Optional<Node.Scalar> unit = fields.require(
                                        "unit", "write the unit of the sum, such as `unit: EUR`")
                                .flatMap(n -> draft.values.text(n, "`unit`"))
                                .filter(this::isUnit);
                        fields.finish();
                        if (max.isPresent()
                                && unit.isPresent()
                                && out.put(unit.get().value(), max.get()) != null) {
                            draft.diagnostics.error(
                                    Check.DUPLICATE_NAME,
                                    unit.get().place(),
                                    "the unit `" + unit.get().value() + "` is bounded twice",
                                    "keep only one of the two");
                        }
                    });
        }
    }

    private boolean isUnit(Node.Scalar scalar) {
        boolean ok = AmountMapping.isUnit(scalar.value());
        if (!ok) {
            draft.diagnostics.error(
                    Check.BAD_VALUE,
                    scalar.place(),
                    "`" + scalar.value() + "` is not a unit",
                    "a unit is a short word, such as `EUR` or `seats`");
        }
        return ok;
    }
}
