package dev.interlock.engine.state;

import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Element;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.monitor.CallView;
import dev.interlock.engine.monitor.CallViewBuilder;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.policy.ObjectType;
import dev.interlock.engine.table.KeyTable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The open calls that create objects which will descend from others, or belong to them. Until they are settled, nobody can tell of an
 * object whether it is the one, and so what it descends from and belongs to: whoever guessed its name would get round the rules about
 * that.
 */
final class Creating {

    private final Map<String, ObjectType> types;
    /** By created type. Types without any are left out. */
    private final Map<String, List<Creation>> open = new HashMap<>();

    /**
     * An open call that creates an object of one type.
     *
     * @param derives whether the object will descend from another of its type
     * @param above the types of what the object will belong to, with all that these may belong to
     */
    private record Creation(CallView call, boolean derives, Set<String> above) {

        /** Returns whether the object may turn out to be this copy. */
        boolean mayDerive(Key object, int id, KeyTable keys) {
            return derives && call.mayCreate(object, id, keys);
        }

        /** Returns whether the call may relate the object to others: had the object been there, the call would relate nothing. */
        boolean mayRelate(int id, KeyTable keys) {
            return !above.isEmpty()
                    && (id == KeyTable.ABSENT || !keys.isCreated(id) && keys.establishedAt(id) > call.seq());
        }
    }

    Creating(Bundle bundle) {
        this.types = bundle.types();
    }

    void reserve(CallView call) {
        for (String type : call.facts().creates()) {
            var creation = new Creation(call, call.facts().derives(type), above(call.facts(), type));
            if (creation.derives() || !creation.above().isEmpty()) {
                open.computeIfAbsent(type, t -> new ArrayList<>(1)).add(creation);
            }
        }
    }

    /** Removes a call that is open no more. */
    void leave(CallView call) {
        for (String type : call.facts().creates()) {
            List<Creation> creations = open.get(type);
            if (creations != null) {
                creations.removeIf(creation -> creation.call() == call);
                if (creations.isEmpty()) {
                    open.remove(type);
                }
            }
        }
    }

    /**
     * The unresolved types of the call, with the types of objects that may be copies, and of what objects may turn out to belong to. All
     * keys of the builder so far are objects.
     */
    Set<String> unresolved(CallViewBuilder own, KeyTable keys) {
        Set<String> found = own.unresolved();
        for (int i = 0; i < own.size() && !open.isEmpty(); i++) {
            String type = own.key(i).kind();
            for (Creation creation : open.getOrDefault(type, List.of())) {
                if (own.continues(creation.call())) {
                    continue;
                }
                if (i < own.belonging() && creation.mayDerive(own.key(i), own.id(i), keys)) {
                    found = with(found, Set.of(type));
                }
                if (creation.mayRelate(own.id(i), keys)) {
                    found = with(found, creation.above());
                }
            }
        }
        return found;
    }

    /** The unresolved types, with the types of guessed names that the call may give to a copy. */
    static Set<String> unresolved(Set<String> unresolved, CallFacts facts, int[] guessed, KeyTable keys) {
        Set<String> found = unresolved;
        for (int id : guessed) {
            String type = keys.key(id).kind();
            if (facts.derives(type)) {
                found = with(found, Set.of(type));
            }
        }
        return found;
    }

    private static Set<String> with(Set<String> types, Set<String> more) {
        if (types.containsAll(more)) {
            return types;
        }
        var all = new TreeSet<>(types);
        all.addAll(more);
        return all;
    }

    /** The types of what the created object will belong to, by itself or as what it descends from does, with all that these may. */
    private Set<String> above(CallFacts facts, String type) {
        var above = new TreeSet<String>();
        if (facts.eachCreates(type)) {
            for (Element element : facts.elements()) {
                add(type, element.related(), element.derivedFrom(), above);
            }
        } else {
            add(type, facts.related(), facts.derivedFrom(), above);
        }
        return above;
    }

    private void add(String type, List<Key> related, List<Key> sources, Set<String> above) {
        for (Key other : related) {
            if (!sources.contains(other)) {
                if (of(type).contains(other.kind())) {
                    add(other.kind(), above);
                }
            } else if (other.kind().equals(type)) {
                of(type).forEach(each -> add(each, above));
            }
        }
    }

    /** Adds a type, and all that its objects may belong to. */
    private void add(String type, Set<String> above) {
        if (above.add(type)) {
            of(type).forEach(each -> add(each, above));
        }
    }

    private Collection<String> of(String type) {
        ObjectType known = types.get(type);
        return known == null ? Set.of() : known.of().keySet();
    }
}
