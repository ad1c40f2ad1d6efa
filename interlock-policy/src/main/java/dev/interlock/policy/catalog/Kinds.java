package dev.interlock.policy.catalog;

import dev.interlock.engine.policy.ObjectType;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The kinds of keys of a bundle: object types, each with those that it may belong to, and pairs. Immutable. */
final class Kinds {

    static final Kinds NONE = new Kinds(Set.of(), Map.of());

    private final List<String> pairs;
    private final Map<String, Set<String>> of = new TreeMap<>();

    Kinds(Collection<String> pairs, Map<String, ObjectType> types) {
        this.pairs = List.copyOf(new TreeSet<>(pairs));
        types.forEach((name, type) -> of.put(name, Set.copyOf(type.of().keySet())));
    }

    /** The types, and all that their objects may belong to: who acts on all of one touches whatever these belong to. */
    SortedSet<String> withThoseAbove(Collection<String> types) {
        SortedSet<String> found = new TreeSet<>();
        Deque<String> next = new ArrayDeque<>(types);
        while (!next.isEmpty()) {
            String type = next.pop();
            if (found.add(type)) {
                next.addAll(of.getOrDefault(type, Set.of()));
            }
        }
        return found;
    }

    /** The kinds of which a call is about every key: the types, with those above them, and each pair with one of these in it. */
    SortedSet<String> aboutAll(Collection<String> types) {
        SortedSet<String> all = withThoseAbove(types);
        for (String pair : pairs) {
            if (Pairs.parts(pair).stream().anyMatch(all::contains)) {
                all.add(pair);
            }
        }
        return all;
    }
}
