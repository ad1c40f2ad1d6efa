package dev.interlock.testkit.reference;

import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Rule;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * That a call touches a dataset of a wall.
 *
 * @param dataset an object, or a label written as a key; empty: one that the call creates and that has no name yet
 * @param conflictClass empty: the one class of a wall without classes
 */
record Touch(Optional<Key> dataset, Optional<Key> conflictClass) {

    /** The pseudo kind under which labels are written as keys. */
    private static final String LABEL = "-label";

    /** On another dataset of the same class. */
    boolean excludes(Touch other) {
        return conflictClass.equals(other.conflictClass) && (dataset.isEmpty() || !dataset.equals(other.dataset));
    }

    /** The label that the dataset is. */
    String label() {
        return dataset.orElseThrow().value();
    }

    static List<Touch> of(ThisCall call, Rule.Wall wall) {
        Map<Key, SortedSet<Key>> reachable =
                call.history().objects.reachableFromEach(call.keys().objects());
        Map<Key, SortedSet<Key>> originals =
                call.history().originals(call.keys().objects());
        return of(call.history(), wall, call.facts(), reachable, originals, call.created());
    }

    /** The datasets that the call touches; none for one that {@linkplain #isAll touches all}. */
    static List<Touch> of(History history, PastCall call, Rule.Wall wall) {
        List<Touch> touches = new ArrayList<>();
        if (!isAll(wall, call.asked.facts())) {
            touches.addAll(of(history, wall, call.asked.facts(), call.reachable, call.originals, call.created));
        }
        if (wall.datasets() instanceof Rule.Datasets.Objects objects) {
            touches.addAll(ofNamed(objects, call.alsoReachable, call.alsoOriginals));
        }
        return touches.stream().distinct().toList();
    }

    /** Whether a call touches every dataset of the wall, or while it is open may turn out to touch any. */
    static boolean isAll(Rule.Wall wall, PastCall call) {
        return isAll(wall, call.reserved.facts())
                || (call.open()
                        && wall.datasets() instanceof Rule.Datasets.Objects objects
                        && call.reserved.facts().mayExist(objects.between()));
    }

    /** Whether a call that is decided touches every dataset, or may turn out to touch any. */
    static boolean isAll(Rule.Wall wall, ThisCall call) {
        return wall.datasets() instanceof Rule.Datasets.Objects objects && call.readsAll(objects.between());
    }

    /** Whether a call touches every dataset of the wall, each with others in its classes. */
    static boolean isAll(Rule.Wall wall, CallFacts facts) {
        return wall.datasets() instanceof Rule.Datasets.Objects objects && facts.isAboutAll(objects.between());
    }

    private static Set<Touch> ofNamed(
            Rule.Datasets.Objects objects, Map<Key, SortedSet<Key>> reachable, Map<Key, SortedSet<Key>> originals) {
        Set<Touch> touches = new LinkedHashSet<>();
        for (Key dataset : named(objects, reachable.keySet())) {
            for (Key original : originals.getOrDefault(dataset, new TreeSet<>())) {
                classes(objects, reachable.getOrDefault(dataset, new TreeSet<>()))
                        .forEach(of -> touches.add(new Touch(Optional.of(original), of)));
            }
        }
        return touches;
    }

    /** @param reachable by the objects among the call's keys, at its reservation */
    private static List<Touch> of(
            History history,
            Rule.Wall wall,
            CallFacts facts,
            Map<Key, SortedSet<Key>> reachable,
            Map<Key, SortedSet<Key>> originals,
            Iterable<Key> created) {
        return switch (wall.datasets()) {
            case Rule.Datasets.Labels labels ->
                labels.labels().stream()
                        .filter(label -> facts.marks().contains(label))
                        .map(label -> new Touch(Optional.of(new Key(LABEL, label)), Optional.empty()))
                        .toList();
            case Rule.Datasets.Objects objects -> {
                Set<Touch> touches = ofNamed(objects, reachable, originals);
                if (facts.creates().contains(objects.between())) {
                    List<Optional<Key>> names = new ArrayList<>();
                    created.forEach(key -> {
                        if (key.kind().equals(objects.between())) {
                            names.add(Optional.of(key));
                        }
                    });
                    if (facts.derives(objects.between())) {
                        names.clear();
                        named(objects, facts.derivedFrom())
                                .forEach(source -> originals
                                        .getOrDefault(source, new TreeSet<>())
                                        .forEach(original -> names.add(Optional.of(original))));
                    }
                    if (names.isEmpty()) {
                        names.add(Optional.empty());
                    }
                    for (Optional<Key> name : names) {
                        classes(objects, aboveCreated(history, objects, facts, reachable))
                                .forEach(of -> touches.add(new Touch(name, of)));
                    }
                }
                yield List.copyOf(touches);
            }
        };
    }

    /** The datasets among objects. */
    static List<Key> named(Rule.Datasets.Objects objects, Iterable<Key> among) {
        List<Key> named = new ArrayList<>();
        among.forEach(key -> {
            if (key.kind().equals(objects.between())) {
                named.add(key);
            }
        });
        return named;
    }

    /** What a dataset that the call creates will belong to, and what that belongs to. */
    static SortedSet<Key> aboveCreated(
            History history, Rule.Datasets.Objects objects, CallFacts facts, Map<Key, SortedSet<Key>> reachable) {
        SortedSet<Key> above = new TreeSet<>();
        for (Key related : facts.related()) {
            if (history.objects.belongsTo(objects.between()).containsKey(related.kind())) {
                above.add(related);
                above.addAll(reachable.getOrDefault(related, new TreeSet<>()));
            }
        }
        return above;
    }

    /** The classes among what is above a dataset; without classes all are in one. */
    static List<Optional<Key>> classes(Rule.Datasets.Objects objects, SortedSet<Key> above) {
        return objects.conflictClass().isEmpty()
                ? List.of(Optional.empty())
                : CallKeys.ofKind(above, objects.conflictClass().get()).stream()
                        .map(Optional::of)
                        .toList();
    }
}
