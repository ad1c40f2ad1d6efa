package dev.interlock.properties.central;

import dev.interlock.engine.model.ArgumentRole;
import dev.interlock.engine.model.Destination;
import dev.interlock.engine.model.Destinations;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.Provenance;
import dev.interlock.engine.model.ValueProvenance;
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
        if (keys.isEmpty() || last.facts().destinations().isEmpty()) {
            return false;
        }
        return isReadingHarmless(rule, last)
                || (last.facts().destinations().filter(Destinations::complete).isPresent()
                        && keys.stream().allMatch(key -> holds(rule, before, key, last)));
    }

    private static boolean holds(Rule.FirstUse rule, List<Effect> before, Key key, Effect last) {
        List<Destination> unknown = ofRule(rule, last).stream()
                .filter(destination ->
                        !isVouchedFor(rule, destination, last) && !wasReached(rule, before, key, destination, last))
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

    private static boolean isReadingHarmless(Rule.FirstUse rule, Effect last) {
        return rule.from().isPresent()
                && last.facts()
                        .provenance()
                        .map(chosen -> chosen.known()
                                && !chosen.labels().contains(rule.from().get()))
                        .orElse(false);
    }

    private static boolean isVouchedFor(Rule.FirstUse rule, Destination destination, Effect last) {
        List<ValueProvenance> there = last.facts().provenance().stream()
                .filter(Provenance::known)
                .flatMap(chosen -> chosen.values().stream())
                .filter(value -> destination.path().equals("args." + value.path()))
                .filter(value -> value.role() == (destination.carried() ? ArgumentRole.BODY : ArgumentRole.DESTINATION))
                .toList();
        boolean looked = destination.carried()
                ? last.facts().provenance().filter(Provenance::known).isPresent()
                : !there.isEmpty();
        return looked
                && !rule.unless().isEmpty()
                && there.stream().allMatch(value -> !Collections.disjoint(value.origins(), rule.unless()));
    }

    private static List<Destination> ofRule(Rule.FirstUse rule, Effect effect) {
        return effect.facts().destinations().stream()
                .flatMap(reached -> reached.named().stream())
                .filter(destination -> destination.carried() ? rule.bodies() : isNamed(rule, destination))
                .toList();
    }

    private static boolean isNamed(Rule.FirstUse rule, Destination destination) {
        return rule.of().isEmpty()
                ? destination.path().contains(".")
                : rule.of().contains(destination.path());
    }

    private static boolean wasReached(
            Rule.FirstUse rule, List<Effect> before, Key key, Destination destination, Effect last) {
        return on(rule, before, key)
                .filter(effect -> rule.withinMillis().isEmpty()
                        || effect.earliest()
                                > last.reservedAt() - rule.withinMillis().getAsLong())
                .flatMap(effect -> ofRule(rule, effect).stream())
                .filter(other -> destination.carried() || !other.carried())
                .anyMatch(other -> other.digest().equals(destination.digest()));
    }
}
