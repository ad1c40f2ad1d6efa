package dev.interlock.properties.central;

import dev.interlock.engine.model.Destination;
import dev.interlock.engine.model.Destinations;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Rule;
import java.util.Collections;
import java.util.List;

/** {@code first-use} as a statement about a sequence of effects: each destination of the last one was reached before it. */
final class PlainFirstUse {

    private PlainFirstUse() {}

    static boolean holds(Rule.FirstUse rule, List<Effect> before, Effect last) {
        if (Collections.disjoint(last.facts().marks(), rule.marks())) {
            return true;
        }
        List<Key> keys = last.keys().stream()
                .filter(key -> key.kind().equals(rule.per()))
                .toList();
        return !keys.isEmpty()
                && last.facts().destinations().filter(Destinations::complete).isPresent()
                && keys.stream()
                        .allMatch(key -> ofRule(rule, last).stream()
                                .allMatch(destination -> wasReached(rule, before, key, destination, last)));
    }

    private static List<Destination> ofRule(Rule.FirstUse rule, Effect effect) {
        return effect.facts().destinations().stream()
                .flatMap(reached -> reached.named().stream())
                .filter(destination -> rule.of().isEmpty()
                        ? destination.path().contains(".")
                        : rule.of().contains(destination.path()))
                .toList();
    }

    private static boolean wasReached(
            Rule.FirstUse rule, List<Effect> before, Key key, Destination destination, Effect last) {
        return before.stream()
                .filter(effect -> effect.keys().contains(key)
                        && !Collections.disjoint(effect.facts().marks(), rule.marks()))
                .filter(effect -> rule.withinMillis().isEmpty()
                        || effect.earliest()
                                > last.reservedAt() - rule.withinMillis().getAsLong())
                .flatMap(effect -> ofRule(rule, effect).stream())
                .anyMatch(other -> other.digest().equals(destination.digest()));
    }
}
