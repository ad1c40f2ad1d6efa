package dev.interlock.engine.table;

import dev.interlock.engine.model.Key;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** The objects that an object belongs to, by recorded relations, at any distance; the object itself included. */
public final class Reach {

    private static final int[] NONE = {};

    private Reach() {}

    /** The object, and after it what it belongs to, at any distance. */
    public static List<Key> from(Key object, int id, KeyTable keys) {
        int[] direct = id == KeyTable.ABSENT ? NONE : keys.relations(id);
        if (direct.length == 0) {
            return List.of(object);
        }
        // A loop, for agents decide how long a chain of objects that belong to each other becomes.
        var found = new LinkedHashSet<Key>();
        found.add(object);
        var ahead = new ArrayDeque<Integer>();
        pushReversed(direct, ahead);
        while (!ahead.isEmpty()) {
            int next = ahead.pop();
            if (found.add(keys.key(next))) {
                pushReversed(keys.relations(next), ahead);
            }
        }
        return List.copyOf(found);
    }

    /** The objects that the object descends from, at any distance. */
    public static Set<Key> ancestors(int id, KeyTable keys) {
        if (id == KeyTable.ABSENT || keys.lineage().parents(id).length == 0) {
            return Set.of();
        }
        var found = new LinkedHashSet<Key>();
        var ahead = new ArrayDeque<Integer>();
        pushReversed(keys.lineage().parents(id), ahead);
        while (!ahead.isEmpty()) {
            int next = ahead.pop();
            if (found.add(keys.key(next))) {
                pushReversed(keys.lineage().parents(next), ahead);
            }
        }
        return found;
    }

    /** The object and everything that belongs to it, at any distance, ascending. Goes through all relations once. */
    public static SortedSet<Integer> below(int id, KeyTable keys) {
        Map<Integer, List<Integer>> belonging = new HashMap<>();
        for (int child = 0; child < keys.size(); child++) {
            for (int of : keys.relations(child)) {
                belonging.computeIfAbsent(of, any -> new ArrayList<>(1)).add(child);
            }
        }
        var found = new TreeSet<Integer>();
        var ahead = new ArrayDeque<Integer>();
        ahead.push(id);
        while (!ahead.isEmpty()) {
            int next = ahead.pop();
            if (found.add(next)) {
                belonging.getOrDefault(next, List.of()).forEach(ahead::push);
            }
        }
        return found;
    }

    private static void pushReversed(int[] relations, ArrayDeque<Integer> ahead) {
        for (int i = relations.length - 1; i >= 0; i--) {
            ahead.push(relations[i]);
        }
    }

    /** The number of these that are of this kind. */
    public static long count(Collection<Key> keys, String kind) {
        long count = 0;
        for (Key key : keys) {
            if (key.kind().equals(kind)) {
                count++;
            }
        }
        return count;
    }
}
