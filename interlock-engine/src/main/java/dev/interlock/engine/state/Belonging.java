package dev.interlock.engine.state;

import dev.interlock.engine.monitor.CallViewBuilder;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.policy.Cardinality;
import dev.interlock.engine.table.KeyTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The types of which an object should belong to exactly one. Where it is not recorded to which one, rules about that type cannot be
 * evaluated: an agent does not choose what belongs together.
 */
final class Belonging {

    /** By object type: the types of which each of its objects belongs to one. Types without any are left out. */
    private final Map<String, List<String>> one = new HashMap<>();

    Belonging(Bundle bundle) {
        bundle.types().forEach((name, type) -> {
            var of = new ArrayList<String>();
            type.of().forEach((other, cardinality) -> {
                if (cardinality == Cardinality.ONE) {
                    of.add(other);
                }
            });
            if (!of.isEmpty()) {
                one.put(name, List.copyOf(of));
            }
        });
    }

    /** The types of which a direct object should have one, and has none. All keys of the builder so far are direct objects. */
    Set<String> unresolved(CallViewBuilder direct, KeyTable keys) {
        Set<String> unresolved = Set.of();
        for (int i = 0; i < direct.size(); i++) {
            List<String> types = one.get(direct.key(i).kind());
            if (types != null) {
                for (String type : types) {
                    if (!reaches(direct.id(i), keys.kindOf(type), keys)) {
                        unresolved = unresolved.isEmpty() ? new TreeSet<>() : unresolved;
                        unresolved.add(type);
                    }
                }
            }
        }
        return unresolved;
    }

    private static boolean reaches(int id, int kind, KeyTable keys) {
        if (id == KeyTable.ABSENT) {
            return false;
        }
        int[] near = keys.relations(id);
        for (int relation : near) {
            if (keys.kind(relation) == kind) {
                return true;
            }
        }
        return near.length > 0 && reachesFurther(near, kind, keys);
    }

    private static boolean reachesFurther(int[] near, int kind, KeyTable keys) {
        var seen = new HashSet<Integer>();
        var rest = new ArrayList<Integer>();
        for (int relation : near) {
            rest.add(relation);
        }
        while (!rest.isEmpty()) {
            int next = rest.removeLast();
            if (keys.kind(next) == kind) {
                return true;
            }
            if (seen.add(next)) {
                for (int relation : keys.relations(next)) {
                    rest.add(relation);
                }
            }
        }
        return false;
    }
}
