package dev.interlock.testkit.reference;

import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.Witness;
import dev.interlock.engine.model.Amount;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Rule;
import dev.interlock.engine.policy.Tier;
import dev.interlock.testkit.reference.history.Counted;
import dev.interlock.testkit.reference.history.PastCall;
import dev.interlock.testkit.reference.history.Portion;
import dev.interlock.testkit.reference.history.ThisCall;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** {@code limit}: calls with a mark stay within a number, or a sum, per key and window. */
final class ReferenceLimit {

    /** The most events that a finding names: the latest ones of those that count. */
    static final int WITNESSES = 16;

    private ReferenceLimit() {}

    static List<Finding> check(ThisCall call, Rule.Limit rule) {
        if (!call.facts().marks().contains(rule.of())) {
            return List.of();
        }
        if (!rule.maxSum().isEmpty()) {
            if (call.facts().amount().isEmpty()) {
                return List.of(call.notEvaluable(rule, "amount"));
            }
            String unit = call.facts().amount().get().unit();
            if (!rule.maxSum().containsKey(unit)) {
                return List.of(call.notEvaluable(rule, unit));
            }
        }
        // Nobody can tell how much of the amount falls on each object.
        if (call.cannotTellKey(rule.per()) || call.readsAll(rule.per())) {
            return List.of(call.notEvaluable(rule, rule.per()));
        }
        List<Finding> findings = new ArrayList<>();
        if (call.hasOnlyNewKey(rule.per())) {
            findings.addAll(exceeded(call, rule, Optional.empty(), Portion.onNew(call.facts(), rule.per()), List.of()));
        }
        for (Key key : call.withGuessed(rule.per())) {
            List<Counted> events = Counted.of(rule, call.countedOn(rule, key, rule.withinMillis()));
            findings.addAll(exceeded(call, rule, Optional.of(key), call.portion(key), events));
        }
        return findings;
    }

    private static List<Finding> exceeded(
            ThisCall call, Rule.Limit rule, Optional<Key> key, Portion own, List<Counted> events) {
        List<Finding> findings = new ArrayList<>();
        if (rule.maxCount().isPresent()) {
            long number = Counted.number(events) + own.elements();
            if (number > rule.maxCount().getAsLong()) {
                findings.add(finding(call, rule, key, events, Long.toString(number)));
            }
        }
        if (!rule.maxSum().isEmpty()) {
            Amount amount = own.amount().orElseThrow();
            List<Counted> inUnit = Counted.inUnit(events, amount.unit());
            BigDecimal sum = amount.value().add(Counted.sum(inUnit));
            if (sum.compareTo(rule.maxSum().get(amount.unit())) > 0) {
                findings.add(finding(call, rule, key, inUnit, new Amount(sum, amount.unit()).toString()));
            }
        }
        return findings;
    }

    private static Finding finding(
            ThisCall call, Rule.Limit rule, Optional<Key> key, List<Counted> events, String total) {
        List<Witness> witnesses = witnesses(rule, events);
        Tier tier = strictest(call, rule, events);
        return call.of(
                rule, tier, FindingCode.LIMIT_EXCEEDED, tier.onConflict(), key, Optional.empty(), witnesses, total);
    }

    /** The latest ones of these, each once. */
    static List<Witness> witnesses(Rule.Limit rule, List<Counted> events) {
        return events.stream()
                .map(Counted::call)
                .sorted(PastCall.BY_TIME)
                .skip(Math.max(0, events.size() - WITNESSES))
                .map(event -> new Witness(event.number(), rule.of()))
                .distinct()
                .toList();
    }

    /** The strictest tier of those calls that may be the last to take effect: this one, and the open ones that count. */
    private static Tier strictest(ThisCall call, Rule.Limit rule, List<Counted> events) {
        return Stream.concat(
                        Stream.of(call.tierOf(rule)),
                        events.stream()
                                .map(Counted::call)
                                .filter(PastCall::open)
                                .map(event -> call.tierOf(rule, event.reserved.facts())))
                .max(Comparator.comparing(Tier::onConflict).thenComparing(Tier::rank))
                .orElseThrow();
    }
}
