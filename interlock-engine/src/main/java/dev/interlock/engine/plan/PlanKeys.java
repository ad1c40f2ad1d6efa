package dev.interlock.engine.plan;

import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.PlanStep;
import dev.interlock.engine.model.Scopes;
import dev.interlock.engine.policy.ObjectType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The keys of a plan's steps: objects that they name, those that these belong to, and those that they will belong to once created. */
final class PlanKeys {

    private final DeclaredPlan plan;
    private final List<SortedSet<Key>> ofStep = new ArrayList<>();

    PlanKeys(DeclaredPlan plan) {
        this.plan = plan;
        for (PlanStep step : plan.steps()) {
            SortedSet<Key> keys = closure(step.objects());
            keys.add(Scopes.WHOLE_DOMAIN);
            ofStep.add(keys);
        }
    }

    /** These objects, and everything that they belong to or descend from. */
    private SortedSet<Key> closure(List<Key> objects) {
        SortedSet<Key> keys = new TreeSet<>();
        Deque<Key> next = new ArrayDeque<>(objects);
        while (!next.isEmpty()) {
            Key key = next.pop();
            if (keys.add(key)) {
                next.addAll(plan.related().apply(key));
                plan.steps().stream()
                        .filter(maker -> maker.makes(key))
                        .forEach(maker -> next.addAll(belongings(key, maker)));
            }
        }
        return keys;
    }

    /** The objects of a type that this one belongs to, or descends from. */
    List<Key> above(Key object, String kind) {
        return closure(List.of(object)).stream()
                .filter(key -> key.kind().equals(kind) && !key.equals(object))
                .toList();
    }

    private List<Key> belongings(Key made, PlanStep maker) {
        ObjectType type = plan.bundle().types().get(made.kind());
        return maker.objects().stream()
                .filter(object -> type != null && type.of().containsKey(object.kind()))
                .toList();
    }

    boolean has(int step, Key key) {
        return ofStep.get(step).contains(key);
    }

    List<Key> of(int step, String kind) {
        return ofStep.get(step).stream().filter(key -> key.kind().equals(kind)).toList();
    }

    /** The keys on which something has to be done before the step; objects that it makes count only where it has no others. */
    List<Key> needed(int step, String kind) {
        List<Key> all = of(step, kind);
        List<Key> others =
                all.stream().filter(key -> !plan.steps().get(step).makes(key)).toList();
        return others.isEmpty() ? all : others;
    }

    /** By key of the kind: the steps on it that carry one of the marks. */
    SortedMap<Key, SortedSet<Integer>> steps(String kind, Set<String> marks) {
        SortedMap<Key, SortedSet<Integer>> found = new TreeMap<>();
        for (int step : carrying(marks)) {
            for (Key key : of(step, kind)) {
                found.computeIfAbsent(key, k -> new TreeSet<>()).add(step);
            }
        }
        return found;
    }

    SortedSet<Integer> carrying(Set<String> marks) {
        SortedSet<Integer> found = new TreeSet<>();
        for (int step = 0; step < plan.steps().size(); step++) {
            if (plan.steps().get(step).marks().stream().anyMatch(marks::contains)) {
                found.add(step);
            }
        }
        return found;
    }
}
