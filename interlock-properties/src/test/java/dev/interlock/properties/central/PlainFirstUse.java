package dev.interlock.properties.central;

import dev.interlock.engine.model.Destination;
import dev.interlock.engine.model.Destinations;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Rule;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

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
                && keys.stream().allMatch(key -> holds(rule, before, key, last));
    }

    private static boolean holds(Rule.FirstUse rule, List<Effect> before, Key key, Effect last) {
        List<Destination> unknown = ofRule(rule, last).stream()
                .filter(destination -> !wasReached(rule, before, key, destination, last))
                .toList();
        return unknown.isEmpty()
                || (rule.atMost().isPresent()
                        && recent(rule, before, key, unknown, last).size()
                                <= rule.atMost().get().count());
    }

    /** The new destinations, with those that nobody had reached before the window, but for what the rule let through knowingly. */
    private static Set<String> recent(
            Rule.FirstUse rule, List<Effect> before, Key key, List<Destination> unknown, Effect last) {
        long start = last.reservedAt() - rule.atMost().orElseThrow().withinMillis();
        Set<String> recent = new TreeSet<>();
        on(rule, before, key)
                .filter(effect -> !effect.exceptedFrom(rule))
                .forEach(effect -> ofRule(rule, effect).forEach(one -> recent.add(one.digest())));
        on(rule, before, key)
                .filter(effect -> effect.reservedAt() <= start)
                .forEach(effect -> ofRule(rule, effect).forEach(one -> recent.remove(one.digest())));
        unknown.forEach(one -> recent.add(one.digest()));
        return recent;
    }

    private static Stream<Effect> on(Rule.FirstUse rule, List<Effect> before, Key key) {
        return before.stream()
                .filter(effect -> effect.keys().contains(key)
                        && !Collections.disjoint(effect.facts().marks(), rule.marks()));
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
        return on(rule, before, key)
                .filter(effect -> rule.withinMillis().isEmpty()
                        || effect.earliest()
                                > last.reservedAt() - rule.withinMillis().getAsLong())
                .flatMap(effect -> ofRule(rule, effect).stream())
                .anyMatch(other -> other.digest().equals(destination.digest()));
    }
}
