package dev.interlock.testkit.reference;

import dev.interlock.engine.event.Code;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.Witness;
import dev.interlock.engine.model.Amount;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Rule;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code limit}: calls with a mark stay within a number, or a sum, per key and window. */
final class ReferenceLimit {

    /** A finding names so many of the events that count, the latest ones. */
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
        if (call.hasNoKey(rule.per())) {
            return List.of(call.notEvaluable(rule, rule.per()));
        }
        if (call.hasOnlyNewKey(rule.per())) {
            return exceeded(call, rule, Optional.empty(), List.of());
        }
        List<Finding> findings = new ArrayList<>();
        for (Key key : call.keys().ofKind(rule.per())) {
            List<PastCall> events = call.history().mayHaveHappenedOn(key).stream()
                    .filter(event -> event.carries(rule.of()) && event.within(rule.withinMillis(), call.now()))
                    .toList();
            findings.addAll(exceeded(call, rule, Optional.of(key), events));
        }
        return findings;
    }

    private static List<Finding> exceeded(ThisCall call, Rule.Limit rule, Optional<Key> key, List<PastCall> events) {
        List<Finding> findings = new ArrayList<>();
        if (rule.maxCount().isPresent() && events.size() + 1 > rule.maxCount().getAsLong()) {
            findings.add(finding(call, rule, key, events, Integer.toString(events.size() + 1)));
        }
        if (!rule.maxSum().isEmpty()) {
            Amount own = call.facts().amount().orElseThrow();
            List<PastCall> inUnit = events.stream()
                    .filter(event -> event.reserved.facts().amount().isPresent())
                    .filter(event ->
                            event.reserved.facts().amount().get().unit().equals(own.unit()))
                    .toList();
            BigDecimal sum = own.value();
            for (PastCall event : inUnit) {
                sum = sum.add(event.reserved.facts().amount().orElseThrow().value());
            }
            if (sum.compareTo(rule.maxSum().get(own.unit())) > 0) {
                findings.add(finding(call, rule, key, inUnit, new Amount(sum, own.unit()).toString()));
            }
        }
        return findings;
    }

    private static Finding finding(
            ThisCall call, Rule.Limit rule, Optional<Key> key, List<PastCall> events, String total) {
        List<Witness> witnesses = events.stream()
                .sorted(PastCall.RECENCY)
                .skip(Math.max(0, events.size() - WITNESSES))
                .map(event -> new Witness(event.number(), rule.of()))
                .toList();
        return call.of(
                rule, Code.LIMIT_EXCEEDED, call.tierOf(rule).onConflict(), key, Optional.empty(), witnesses, total);
    }
}
