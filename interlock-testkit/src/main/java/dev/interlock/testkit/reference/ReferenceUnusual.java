package dev.interlock.testkit.reference;

import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.Witness;
import dev.interlock.engine.model.Amount;
import dev.interlock.engine.model.ArgumentRole;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.ValueProvenance;
import dev.interlock.engine.policy.Rule;
import dev.interlock.engine.policy.Tier;
import dev.interlock.testkit.reference.history.PastCall;
import dev.interlock.testkit.reference.history.ThisCall;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * {@code unusual}: the amount of the call is at most so many times that of enough calls before it, on the same key, or each part of it that
 * is looked at has an origin that the rule names. The number of amounts
 * that the engine keeps is never reached by a story, and not compared.
 */
final class ReferenceUnusual {

    private ReferenceUnusual() {}

    static List<Finding> check(ThisCall call, Rule.Unusual rule) {
        if (!call.facts().carriesAny(rule.marks())) {
            return List.of();
        }
        if (call.facts().amount().isEmpty()) {
            return List.of(call.notEvaluable(rule, "amount"));
        }
        if (call.keys().ofKind(rule.per()).isEmpty()) {
            return List.of(call.notEvaluable(rule, rule.per()));
        }
        Amount own = call.facts().amount().get();
        List<Finding> findings = new ArrayList<>();
        for (Key key : call.keys().ofKind(rule.per())) {
            List<PastCall> earlier = earlier(call, rule, key, own.unit());
            long near = earlier.stream()
                    .filter(event ->
                            rule.factor().multiply(amount(event).value()).compareTo(own.value()) >= 0)
                    .count();
            if (near < rule.calls() && !isVouchedFor(call, rule)) {
                findings.add(finding(call, rule, key, earlier, own));
            }
        }
        return findings;
    }

    /** An amount of which nobody looked who chose it is not vouched for. */
    private static boolean isVouchedFor(ThisCall call, Rule.Unusual rule) {
        boolean vouched = false;
        if (call.facts().provenance().isPresent()
                && call.facts().provenance().get().known()) {
            for (ValueProvenance value : call.facts().provenance().get().values()) {
                if (value.role() == ArgumentRole.AMOUNT) {
                    if (value.origins().stream().noneMatch(rule.unless()::contains)) {
                        return false;
                    }
                    vouched = true;
                }
            }
        }
        return vouched;
    }

    /** The calls on the key that surely succeeded within the window, with an amount in the unit. */
    private static List<PastCall> earlier(ThisCall call, Rule.Unusual rule, Key key, String unit) {
        return call.history().didHappenOn(key).stream()
                .filter(PastCall::surelyDid)
                .filter(event -> event.carriesAny(rule.marks()))
                .filter(event -> event.reservedWithin(rule.withinMillis(), call.now()))
                .filter(event -> event.reserved
                        .facts()
                        .amount()
                        .filter(amount -> amount.unit().equals(unit))
                        .isPresent())
                .toList();
    }

    private static Amount amount(PastCall event) {
        return event.reserved.facts().amount().orElseThrow();
    }

    private static Finding finding(ThisCall call, Rule.Unusual rule, Key key, List<PastCall> earlier, Amount own) {
        String marks = String.join("|", new TreeSet<>(rule.marks()));
        List<Witness> greatest = earlier.stream()
                .sorted(Comparator.comparing((PastCall event) -> amount(event).value())
                        .thenComparing(PastCall::number)
                        .reversed())
                .limit(rule.calls())
                .map(event -> new Witness(event.number(), marks))
                .toList();
        Tier tier = call.tierOf(rule);
        return call.of(
                rule,
                tier,
                FindingCode.UNUSUAL_AMOUNT,
                tier.onConflict(),
                Optional.of(key),
                Optional.empty(),
                greatest,
                own.toString());
    }
}
