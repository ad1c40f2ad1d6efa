package dev.interlock.testkit.reference.history;

import dev.interlock.engine.event.Event.CallReserved;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Key;
import java.util.Collection;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The objects that calls named: those that are no more than names, and those that were written, created or observed. */
public final class PastNames {

    /** The first actor to name each object that is no more than a name. */
    public final SortedMap<Key, Actor> named = new TreeMap<>();

    private final SortedSet<Key> proven = new TreeSet<>();

    void named(CallReserved reserved) {
        for (Key key : of(reserved.facts())) {
            if (!proven.contains(key)) {
                named.putIfAbsent(key, reserved.actor());
            }
        }
    }

    void succeeded(CallFacts facts) {
        if (facts.writes()) {
            prove(of(facts));
        }
    }

    void prove(Collection<Key> objects) {
        proven.addAll(objects);
        objects.forEach(named::remove);
    }

    /** The keys that the call is the first to name. */
    public SortedSet<Key> fresh(CallFacts facts) {
        SortedSet<Key> fresh = of(facts);
        fresh.removeAll(named.keySet());
        fresh.removeAll(proven);
        return fresh;
    }

    static SortedSet<Key> of(CallFacts facts) {
        SortedSet<Key> names = new TreeSet<>(facts.objects());
        names.addAll(facts.related());
        return names;
    }
}
