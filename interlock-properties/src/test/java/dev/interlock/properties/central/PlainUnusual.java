package dev.interlock.properties.central;

import dev.interlock.engine.model.Amount;
import dev.interlock.engine.model.ArgumentRole;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.Provenance;
import dev.interlock.engine.model.ValueProvenance;
import dev.interlock.engine.policy.Rule;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * {@code unusual} as a statement about a sequence of effects: enough of those before the last one have an amount near its own, or the
 * amount of the last one has an origin that the rule accepts.
 */
final class PlainUnusual {

    private PlainUnusual() {}

    static boolean holds(Rule.Unusual rule, List<Effect> before, Effect last) {
        if (Collections.disjoint(last.facts().marks(), rule.marks())) {
            return true;
        }
        List<Key> keys = last.keys().stream()
                .filter(key -> key.kind().equals(rule.per()))
                .toList();
        Optional<Amount> own = last.facts().amount();
        return !keys.isEmpty()
                && own.isPresent()
                && (isVouchedFor(rule, last)
                        || keys.stream().allMatch(key -> near(rule, before, key, own.get(), last) >= rule.calls()));
    }

    private static boolean isVouchedFor(Rule.Unusual rule, Effect last) {
        List<ValueProvenance> amounts = last.facts().provenance().stream()
                .filter(Provenance::known)
                .flatMap(chosen -> chosen.values().stream())
                .filter(value -> value.role() == ArgumentRole.AMOUNT)
                .toList();
        return !amounts.isEmpty()
                && amounts.stream().allMatch(value -> !Collections.disjoint(value.origins(), rule.unless()));
    }

    private static long near(Rule.Unusual rule, List<Effect> before, Key key, Amount own, Effect last) {
        return before.stream()
                .filter(effect -> effect.keys().contains(key)
                        && !Collections.disjoint(effect.facts().marks(), rule.marks()))
                .filter(effect -> rule.withinMillis().isEmpty()
                        || effect.earliest()
                                > last.reservedAt() - rule.withinMillis().getAsLong())
                .flatMap(effect -> effect.facts().amount().stream())
                .filter(amount -> amount.unit().equals(own.unit()))
                .map(amount -> amount.value().multiply(rule.factor()))
                .filter(bound -> own.value().compareTo(bound) <= 0)
                .count();
    }
}
