package dev.interlock.testkit.reference.history;

import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Element;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.Link;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.policy.Cardinality;
import dev.interlock.engine.policy.ObjectType;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The record of business objects: to which they belong, and since when they are known to exist. */
public final class PastObjects {

    private final Bundle bundle;
    /** The objects that an object belongs to. */
    private final Map<Key, SortedSet<Key>> relations = new HashMap<>();
    /** The objects that an object was made from. */
    private final Map<Key, SortedSet<Key>> parents = new HashMap<>();
    /** Number of the settlement that established an object. */
    private final Map<Key, Long> established = new HashMap<>();
    /** The objects that calls created. */
    private final Set<Key> created = new HashSet<>();

    PastObjects(Bundle bundle) {
        this.bundle = bundle;
    }

    /** Notes that the call succeeded and created these. */
    void succeeded(PastCall call, List<Key> objects, long seq) {
        CallFacts facts = call.reserved.facts();
        List<List<Key>> createdByEach = Portion.createdByEach(facts, objects);
        for (Key object : objects) {
            created.add(object);
            establish(object, call.doubtfullyCreated, seq);
            boolean ofElement = false;
            for (int i = 0; i < createdByEach.size(); i++) {
                if (createdByEach.get(i).contains(object)) {
                    Element element = facts.elements().get(i);
                    relate(object, element.related(), element.derivedFrom());
                    ofElement = true;
                }
            }
            if (!ofElement) {
                relate(object, facts.related(), facts.derivedFrom());
            }
        }
        if (facts.writes()) {
            facts.objects().forEach(object -> establish(object, call.doubtful, seq));
        }
    }

    private void relate(Key object, List<Key> related, List<Key> sources) {
        SortedSet<Key> owners = new TreeSet<>(related);
        sources.forEach(owners::remove);
        relate(object, List.copyOf(owners));
        related.stream()
                .filter(sources::contains)
                .filter(source -> source.kind().equals(object.kind()))
                .forEach(source -> descend(object, source));
    }

    private void establish(Key object, Set<Key> doubtful, long seq) {
        if (!doubtful.contains(object)) {
            established.putIfAbsent(object, seq);
        }
    }

    private void descend(Key object, Key source) {
        if (!object.equals(source)) {
            parents.computeIfAbsent(object, o -> new TreeSet<>()).add(source);
        }
    }

    /** Notes a late link. */
    void link(Link.Objects link, Set<Key> respelled, long seq) {
        establish(link.child(), respelled, seq);
        establish(link.parent(), respelled, seq);
        if (isDescent(link)) {
            descend(link.child(), link.parent());
        } else {
            relations.computeIfAbsent(link.child(), o -> new TreeSet<>()).add(link.parent());
        }
    }

    public static boolean isDescent(Link.Objects link) {
        return link.child().kind().equals(link.parent().kind());
    }

    public boolean isRecorded(Link.Objects link) {
        return (isDescent(link) ? parents : relations)
                .getOrDefault(link.child(), new TreeSet<>())
                .contains(link.parent());
    }

    /** All objects of which a relation is recorded. */
    public SortedSet<Key> related() {
        return new TreeSet<>(relations.keySet());
    }

    private void relate(Key object, List<Key> related) {
        for (Key other : related) {
            if (belongsTo(object.kind()).containsKey(other.kind()) && !object.equals(other)) {
                relations.computeIfAbsent(object, o -> new TreeSet<>()).add(other);
            }
        }
    }

    /** The types that an object of the type may belong to. */
    public SortedMap<String, Cardinality> belongsTo(String type) {
        ObjectType known = bundle.types().get(type);
        return known == null ? new TreeMap<>() : known.of();
    }

    /** The types of which an object of the type has one, ascending. */
    public List<String> belongsToOne(String type) {
        SortedMap<String, Cardinality> of = belongsTo(type);
        return of.keySet().stream()
                .filter(other -> of.get(other) == Cardinality.ONE)
                .toList();
    }

    public boolean isEstablished(Key object) {
        return established.containsKey(object);
    }

    /** Returns whether a recorded call created the object. */
    public boolean isCreated(Key object) {
        return created.contains(object);
    }

    public boolean isEstablishedBefore(Key object, long seq) {
        return established.getOrDefault(object, Long.MAX_VALUE) < seq;
    }

    /** All objects that are reachable from these by recorded relations, one step or more away. */
    public SortedSet<Key> reachable(Iterable<Key> from) {
        SortedSet<Key> found = new TreeSet<>();
        for (Key object : from) {
            follow(object, found);
        }
        return found;
    }

    public Map<Key, SortedSet<Key>> reachableFromEach(Iterable<Key> objects) {
        Map<Key, SortedSet<Key>> reachable = new HashMap<>();
        objects.forEach(object -> reachable.put(object, reachable(List.of(object))));
        return reachable;
    }

    /** All objects that are reachable from these by belonging and by descent, one step or more away. */
    public SortedSet<Key> everythingAbove(Iterable<Key> from) {
        SortedSet<Key> found = new TreeSet<>();
        for (Key object : from) {
            climb(object, true, found);
        }
        return found;
    }

    /** All objects that these descend from. */
    public SortedSet<Key> ancestors(Iterable<Key> from) {
        SortedSet<Key> found = new TreeSet<>();
        for (Key object : from) {
            climb(object, false, found);
        }
        return found;
    }

    private void climb(Key object, boolean alsoByBelonging, Set<Key> found) {
        SortedSet<Key> next = new TreeSet<>(parents.getOrDefault(object, new TreeSet<>()));
        if (alsoByBelonging) {
            next.addAll(relations.getOrDefault(object, new TreeSet<>()));
        }
        for (Key other : next) {
            if (found.add(other)) {
                climb(other, alsoByBelonging, found);
            }
        }
    }

    private void follow(Key object, Set<Key> found) {
        for (Key other : relations.getOrDefault(object, new TreeSet<>())) {
            if (found.add(other)) {
                follow(other, found);
            }
        }
    }

    /** The types of all that an object of this type may belong to once a call with these facts has created it. */
    SortedSet<String> owners(CallFacts facts, String type) {
        SortedSet<String> owners = new TreeSet<>();
        if (facts.eachCreates(type)) {
            facts.elements()
                    .forEach(element -> owners.addAll(ownersNamed(type, element.related(), element.derivedFrom())));
        } else {
            owners.addAll(ownersNamed(type, facts.related(), facts.derivedFrom()));
        }
        int before = -1;
        while (owners.size() > before) {
            before = owners.size();
            List.copyOf(owners).forEach(owner -> owners.addAll(belongsTo(owner).keySet()));
        }
        return owners;
    }

    /** The types of the owners that are named, and of all that a copy may have by its original. */
    private Set<String> ownersNamed(String type, List<Key> related, List<Key> sources) {
        Set<String> may = belongsTo(type).keySet();
        if (sources.stream().anyMatch(source -> source.kind().equals(type) && related.contains(source))) {
            return may;
        }
        return related.stream()
                .filter(other -> !sources.contains(other) && may.contains(other.kind()))
                .map(Key::kind)
                .collect(Collectors.toSet());
    }

    /** The types of which one of the objects should belong to one, and belongs to none that is recorded. */
    SortedSet<String> unresolved(Iterable<Key> direct) {
        SortedSet<String> unresolved = new TreeSet<>();
        for (Key object : direct) {
            for (String type : belongsToOne(object.kind())) {
                if (CallKeys.ofKind(reachable(List.of(object)), type).isEmpty()) {
                    unresolved.add(type);
                }
            }
        }
        return unresolved;
    }
}
