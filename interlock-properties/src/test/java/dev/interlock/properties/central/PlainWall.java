package dev.interlock.properties.central;

import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Rule;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What a {@code wall} rule says of a plain sequence of effects. */
final class PlainWall {

    private static final String ALL = "all";

    private PlainWall() {}

    /** @param level the attributes in which parties have to differ */
    static boolean holds(Rule.Wall rule, List<String> level, List<Effect> before, Effect last) {
        if (!last.facts().carriesAny(rule.datasets().marks())) {
            return true;
        }
        for (String side : classes(rule, last)) {
            if (excepted(rule, last, side)) {
                continue;
            }
            for (String attribute : level) {
                AttributeValue own = last.actor().get(attribute);
                Set<String> touched = new TreeSet<>();
                if (!(own instanceof AttributeValue.NotApplicable)) {
                    touched.addAll(datasets(rule, last, side));
                }
                if (touched.size() > 1) {
                    return false;
                }
                for (Effect effect : before) {
                    boolean counts = effect.facts().carriesAny(rule.datasets().marks())
                            && !excepted(rule, effect, side)
                            && PlainRules.within(effect, rule.withinMillis(), last)
                            && !AttributeValue.surelyDiffer(own, effect.actor().get(attribute));
                    if (counts && datasets(rule, effect, side).stream().anyMatch(other -> !touched.contains(other))) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    /** Let through knowingly, in this class or without a word of classes. */
    private static boolean excepted(Rule.Wall rule, Effect effect, String side) {
        return side.equals(ALL) ? effect.exceptedFrom(rule) : effect.exceptedFrom(rule, Key.parse(side));
    }

    private static Set<String> classes(Rule.Wall rule, Effect effect) {
        if (rule.datasets() instanceof Rule.Datasets.Objects objects
                && objects.conflictClass().isPresent()) {
            Set<String> classes = new TreeSet<>();
            effect.keys().stream()
                    .filter(key -> key.kind().equals(objects.between()))
                    .forEach(key -> classes.addAll(
                            above(effect, key, objects.conflictClass().get())));
            return classes;
        }
        return Set.of(ALL);
    }

    private static Set<String> datasets(Rule.Wall rule, Effect effect, String side) {
        Set<String> datasets = new TreeSet<>();
        switch (rule.datasets()) {
            case Rule.Datasets.Labels labels ->
                labels.labels().stream().filter(effect::carries).forEach(datasets::add);
            case Rule.Datasets.Objects objects ->
                effect.keys().stream()
                        .filter(key -> key.kind().equals(objects.between()))
                        .filter(key -> side.equals(ALL)
                                || above(effect, key, objects.conflictClass().orElseThrow())
                                        .contains(side))
                        // A copy is no other dataset.
                        .flatMap(key -> effect.originals().getOrDefault(key, Set.of(key)).stream())
                        .forEach(key -> datasets.add(key.toString()));
        }
        return datasets;
    }

    private static Set<String> above(Effect effect, Key dataset, String type) {
        Set<String> above = new TreeSet<>();
        effect.above().getOrDefault(dataset, Set.of()).stream()
                .filter(key -> key.kind().equals(type))
                .forEach(key -> above.add(key.toString()));
        return above;
    }
}
