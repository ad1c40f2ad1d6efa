package dev.interlock.engine.state;

import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Creations;
import dev.interlock.engine.model.Element;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.KeyPair;
import dev.interlock.engine.monitor.CallViewBuilder;
import dev.interlock.engine.monitor.Closures;
import dev.interlock.engine.table.KeyTable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The pairs of a call: keys of several kinds, as far as some rule is per such a key. A pair is made of keys that belong together: those
 * of the call, or of one element of its list. Two elements on (u1,d1) and (u2,d2) have nothing to do with (u1,d2).
 */
final class Pairing {

    /** The most pairs of a call that is being decided: it is denied if it has more keys, so no more are made. */
    private static final int MOST = 1_000;

    private final List<String> kinds;

    /** @param used the kinds of keys that rules are per */
    Pairing(Collection<String> used) {
        this.kinds = used.stream().filter(KeyPair::isPair).sorted().toList();
    }

    boolean any() {
        return !kinds.isEmpty();
    }

    /**
     * The pairs of a call.
     *
     * @param created the created objects that have a name from the start, as those of an observation
     * @param record whether the call is being recorded: then none is left out
     */
    Set<Key> of(CallViewBuilder call, CallFacts facts, Creations created, KeyTable keys, boolean record) {
        if (!any()) {
            return Set.of();
        }
        int most = record ? Integer.MAX_VALUE : MOST;
        Set<Key> pairs = new LinkedHashSet<>();
        if (facts.elements().isEmpty()) {
            var closure = new ArrayList<Key>();
            for (int i = 0; i < call.objects(); i++) {
                closure.add(call.key(i));
            }
            facts.values().forEach((name, value) -> closure.add(new Key(name, value)));
            add(closure, created.common(), most, pairs);
        }
        for (int place = 0; place < facts.elements().size(); place++) {
            Element element = facts.elements().get(place);
            add(Closures.of(element, created.ofElement(place), keys), created.common(), most, pairs);
        }
        return pairs;
    }

    private void add(List<Key> closure, List<Key> created, int most, Set<Key> pairs) {
        closure.addAll(created);
        for (String kind : kinds) {
            if (pairs.size() <= most) {
                pairs.addAll(KeyPair.within(closure, kind, most));
            }
        }
    }

    /**
     * The unresolved kinds of a call, with the kinds of pairs whose keys are not known.
     *
     * @param decided whether the call is being decided: the objects that it creates, or turns out to be on, have no name yet, so
     *     their pairs have none either
     */
    Set<String> unresolved(Set<String> unresolved, CallFacts facts, boolean decided) {
        if (kinds.isEmpty()) {
            return unresolved;
        }
        var all = new TreeSet<>(unresolved);
        for (String kind : kinds) {
            for (String part : KeyPair.parts(kind)) {
                boolean nameless = decided && (facts.creates().contains(part) || facts.mayExist(part));
                boolean onEvery = facts.isAboutAll(part) && !facts.isAboutAll(kind);
                if (unresolved.contains(part) || nameless || onEvery) {
                    all.add(kind);
                }
            }
        }
        return all;
    }

    /** The pair with one object replaced by another; empty where that object is not in it. */
    static Optional<Key> replaced(Key pair, Key object, Key by) {
        var parts = new ArrayList<>(KeyPair.parts(pair));
        if (!parts.contains(object)) {
            return Optional.empty();
        }
        parts.replaceAll(part -> part.equals(object) ? by : part);
        return Optional.of(KeyPair.of(parts));
    }
}
