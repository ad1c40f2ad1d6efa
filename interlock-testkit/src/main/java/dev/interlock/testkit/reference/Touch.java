package dev.interlock.testkit.reference;

import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Element;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Rule;
import dev.interlock.testkit.reference.history.CallKeys;
import dev.interlock.testkit.reference.history.History;
import dev.interlock.testkit.reference.history.PastCall;
import dev.interlock.testkit.reference.history.Portion;
import dev.interlock.testkit.reference.history.ThisCall;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The touch of a dataset of a wall by a call.
 *
 * @param dataset an object, or a label written as a key; empty: one that the call creates and that has no name yet
 * @param creator of one without name: the place of the element that creates it, which makes it another than what other elements create
 * @param conflictClass empty: the one class of a wall without classes
 */
record Touch(Optional<Key> dataset, int creator, Optional<Key> conflictClass) {

    Touch(Key dataset, Optional<Key> conflictClass) {
        this(Optional.of(dataset), 0, conflictClass);
    }

    /** The pseudo kind under which labels are written as keys. */
    private static final String LABEL = "-label";

    /** Returns whether the other touch is on another dataset of the same class. */
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
        Optional<List<Key>> created = Optional.of(call.created()).filter(names -> !names.isEmpty());
        List<Optional<List<Key>>> createdByEach = new ArrayList<>();
        for (List<Key> its : Portion.createdByEach(call.facts(), call.created())) {
            createdByEach.add(call.namedByEach() ? Optional.of(its) : created);
        }
        return of(call.history(), wall, call.facts(), reachable, originals, created, createdByEach);
    }

    /** The datasets that the call touches; none for one that {@linkplain #isAll touches all}. */
    static List<Touch> of(History history, PastCall call, Rule.Wall wall) {
        List<Touch> touches = new ArrayList<>();
        if (!isAll(wall, call.asked.facts())) {
            Optional<List<Key>> created = Optional.of(call.createdInOrder).filter(names -> !names.isEmpty());
            List<List<Key>> ofDone = Portion.createdByEach(call.reserved.facts(), call.createdInOrder);
            List<Optional<List<Key>>> createdByEach = new ArrayList<>();
            int done = 0;
            for (int i = 0; i < call.asked.facts().elements().size(); i++) {
                boolean undone = call.undone.contains(i);
                List<Key> its = undone ? List.of() : ofDone.get(done++);
                createdByEach.add(call.open() || call.existed ? created : Optional.of(its));
            }
            touches.addAll(
                    of(history, wall, call.asked.facts(), call.reachable, call.originals, created, createdByEach));
        }
        if (wall.datasets() instanceof Rule.Datasets.Objects objects) {
            touches.addAll(ofNamed(objects, call.alsoReachable, call.alsoOriginals));
        }
        return touches.stream().distinct().toList();
    }

    /** Returns whether a call touches every dataset of the wall, or while it is open may turn out to touch any. */
    static boolean isAll(Rule.Wall wall, PastCall call) {
        return isAll(wall, call.reserved.facts())
                || (call.open()
                        && wall.datasets() instanceof Rule.Datasets.Objects objects
                        && call.reserved.facts().mayExist(objects.between()));
    }

    /** Returns whether a call that is decided touches every dataset, or may turn out to touch any. */
    static boolean isAll(Rule.Wall wall, ThisCall call) {
        return wall.datasets() instanceof Rule.Datasets.Objects objects && call.readsAll(objects.between());
    }

    /** Returns whether a call touches every dataset of the wall, each with others in its classes. */
    static boolean isAll(Rule.Wall wall, CallFacts facts) {
        return wall.datasets() instanceof Rule.Datasets.Objects objects && facts.isAboutAll(objects.between());
    }

    private static Set<Touch> ofNamed(
            Rule.Datasets.Objects objects, Map<Key, SortedSet<Key>> reachable, Map<Key, SortedSet<Key>> originals) {
        Set<Touch> touches = new LinkedHashSet<>();
        for (Key dataset : named(objects, reachable.keySet())) {
            for (Key original : originals.getOrDefault(dataset, new TreeSet<>())) {
                classes(objects, reachable.getOrDefault(dataset, new TreeSet<>()))
                        .forEach(of -> touches.add(new Touch(original, of)));
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
            Optional<List<Key>> created,
            List<Optional<List<Key>>> createdByEach) {
        return switch (wall.datasets()) {
            case Rule.Datasets.Labels labels ->
                labels.labels().stream()
                        .filter(label -> facts.marks().contains(label))
                        .map(label -> new Touch(new Key(LABEL, label), Optional.empty()))
                        .toList();
            case Rule.Datasets.Objects objects -> {
                Set<Touch> touches = ofNamed(objects, reachable, originals);
                if (facts.creates().contains(objects.between())) {
                    List<Element> creators = facts.elements().stream()
                            .filter(element -> element.creates().contains(objects.between()))
                            .toList();
                    if (creators.isEmpty()) {
                        touches.addAll(ofCreated(
                                history,
                                objects,
                                facts.related(),
                                facts.derivedFrom(),
                                reachable,
                                originals,
                                created,
                                0));
                    }
                    for (int i = 0; i < creators.size(); i++) {
                        Element element = creators.get(i);
                        touches.addAll(ofCreated(
                                history,
                                objects,
                                element.related(),
                                element.derivedFrom(),
                                reachable,
                                originals,
                                createdByEach.get(i),
                                i));
                    }
                }
                yield List.copyOf(touches);
            }
        };
    }

    /** The datasets of a created object: those of its sources, those that are named, else a new one. */
    private static Set<Touch> ofCreated(
            History history,
            Rule.Datasets.Objects objects,
            List<Key> related,
            List<Key> sources,
            Map<Key, SortedSet<Key>> reachable,
            Map<Key, SortedSet<Key>> originals,
            Optional<List<Key>> created,
            int creator) {
        Set<Touch> touches = new LinkedHashSet<>();
        List<Key> from = named(objects, sources);
        for (Optional<Key> ofClass : classes(objects, aboveCreated(history, objects, related, reachable))) {
            from.forEach(source -> originals
                    .getOrDefault(source, new TreeSet<>())
                    .forEach(original -> touches.add(new Touch(original, ofClass))));
            if (from.isEmpty() && created.isEmpty()) {
                touches.add(new Touch(Optional.empty(), creator, ofClass));
            } else if (from.isEmpty()) {
                named(objects, created.get()).forEach(name -> touches.add(new Touch(name, ofClass)));
            }
        }
        return touches;
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

    /** The objects that a dataset which the call creates will belong to, and those that these belong to. */
    static SortedSet<Key> aboveCreated(
            History history, Rule.Datasets.Objects objects, List<Key> owners, Map<Key, SortedSet<Key>> reachable) {
        SortedSet<Key> above = new TreeSet<>();
        for (Key related : owners) {
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
