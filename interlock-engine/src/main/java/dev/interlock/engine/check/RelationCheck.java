package dev.interlock.engine.check;

import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Element;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.monitor.CallView;
import dev.interlock.engine.policy.Cardinality;
import dev.interlock.engine.policy.ObjectType;
import dev.interlock.engine.state.State;
import dev.interlock.engine.table.KeyTable;
import dev.interlock.engine.table.Reach;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The check of relations: which objects belong together is recorded, not argued, and what contradicts the record is
 * denied.
 */
public final class RelationCheck {

    private RelationCheck() {}

    public static void check(State state, CallView view, List<Finding> findings) {
        if (view.objects() == 0
                && view.facts().checks().isEmpty()
                && view.facts().all().isEmpty()) {
            return;
        }
        checkDirect(state, view, findings);
        checkAsserted(state, view, findings);
        checkCreated(state, view, findings);
        checkCopies(state, view, findings);
    }

    /**
     * Denies a copy that may turn out to be what an open call, or this one, took for another object: nobody could tell
     * what that call did.
     */
    private static void checkCopies(State state, CallView view, List<Finding> findings) {
        if (view.facts().derivedFrom().isEmpty()) {
            return;
        }
        var kinds = new TreeSet<String>();
        for (int id : view.guessed()) {
            String kind = state.keys().key(id).kind();
            if (view.facts().derives(kind)) {
                kinds.add(kind);
            }
        }
        for (int i = 0; i < view.objects(); i++) {
            boolean exists = view.id(i) != KeyTable.ABSENT && state.keys().establishedAt(view.id(i)) != KeyTable.NEVER;
            if (!exists && view.facts().derives(view.key(i).kind()) && !isOnlySource(view, view.key(i))) {
                kinds.add(view.key(i).kind());
            }
        }
        kinds.forEach(kind -> findings.add(Findings.deny(FindingCode.NOT_EVALUABLE, kind)));
    }

    /**
     * Returns whether the key is the only source of its kind. An object that descends from itself alone descends from
     * nothing.
     */
    private static boolean isOnlySource(CallView view, Key key) {
        return view.facts().derivedFrom().stream()
                .filter(source -> source.kind().equals(key.kind()))
                .allMatch(key::equals);
    }

    /** Denies a direct object that belongs to two of what it can have only one of. */
    private static void checkDirect(State state, CallView view, List<Finding> findings) {
        int first = findings.size();
        for (int i = 0; i < view.direct(); i++) {
            ObjectType type = state.bundle().types().get(view.key(i).kind());
            if (type == null || type.of().isEmpty()) {
                continue;
            }
            List<Key> reach = Reach.from(view.key(i), view.id(i), state.keys());
            for (Map.Entry<String, Cardinality> of : type.of().entrySet()) {
                if (of.getValue() == Cardinality.ONE && Reach.count(reach, of.getKey()) > 1) {
                    findings.add(contradicted(Optional.of(view.key(i)), of.getKey()));
                }
            }
        }
        if (findings.size() - first > 1) {
            findings.subList(first, findings.size())
                    .sort((a, b) -> a.key().orElseThrow().compareTo(b.key().orElseThrow()));
        }
    }

    /**
     * Denies a related object that the arguments name although the record names another: within the call, or within an
     * element.
     */
    private static void checkAsserted(State state, CallView view, List<Finding> findings) {
        CallFacts facts = view.facts();
        if (facts.checks().isEmpty()) {
            return;
        }
        if (facts.elements().isEmpty()) {
            var recorded = new TreeSet<Key>();
            for (int i = 0; i < view.named(); i++) {
                addRecorded(state, view, i, i < view.direct(), facts.derivedFrom(), recorded);
            }
            contradicted(facts.checks(), recorded)
                    .forEach(asserted -> findings.add(contradicted(Optional.of(asserted), asserted.kind())));
            return;
        }
        Map<Key, Integer> named = places(view);
        // A contradiction that several elements share is reported once.
        var said = new LinkedHashMap<Key, List<Integer>>();
        for (int place = 0; place < facts.elements().size(); place++) {
            Element element = facts.elements().get(place);
            var recorded = new TreeSet<Key>();
            for (Key key : element.objects()) {
                addRecorded(state, view, place(named, key), true, element.derivedFrom(), recorded);
            }
            for (Key key : element.related()) {
                addRecorded(
                        state,
                        view,
                        place(named, key),
                        element.objects().contains(key),
                        element.derivedFrom(),
                        recorded);
            }
            for (Key asserted : contradicted(element.checks(), recorded)) {
                said.computeIfAbsent(asserted, key -> new ArrayList<>()).add(place);
            }
        }
        said.forEach((asserted, places) -> findings.add(
                contradicted(Optional.of(asserted), asserted.kind()).about(places)));
    }

    private static Map<Key, Integer> places(CallView view) {
        var named = new HashMap<Key, Integer>();
        for (int i = 0; i < view.named(); i++) {
            named.put(view.key(i), i);
        }
        return named;
    }

    /** INVARIANT: the keys of elements are keys of their call. */
    private static int place(Map<Key, Integer> named, Key key) {
        return Objects.requireNonNull(named.get(key), "an element names a key that its call does not");
    }

    /**
     * Adds what is recorded. The relation of a new object to another that the call itself states is no record; what is
     * recorded of that other object is.
     */
    private static void addRecorded(
            State state, CallView view, int i, boolean direct, List<Key> sources, Set<Key> recorded) {
        List<Key> reach = Reach.from(view.key(i), view.id(i), state.keys());
        boolean known = direct || sources.contains(view.key(i));
        recorded.addAll(known ? reach : reach.subList(1, reach.size()));
        if (known) {
            recorded.addAll(Reach.ancestors(view.id(i), state.keys()));
        }
    }

    /** The asserted objects, ascending, in the place of which others are recorded. */
    private static List<Key> contradicted(List<Key> checks, Set<Key> recorded) {
        return new TreeSet<>(checks)
                .stream()
                        .filter(asserted -> Reach.count(recorded, asserted.kind()) > 0 && !recorded.contains(asserted))
                        .toList();
    }

    /**
     * Denies an object to be created that would belong to two of what it can have only one of: of the call, or of an
     * element.
     */
    private static void checkCreated(State state, CallView view, List<Finding> findings) {
        CallFacts facts = view.facts();
        if (facts.creates().isEmpty()) {
            return;
        }
        var kinds = new TreeMap<String, List<Integer>>();
        var owners = new TreeSet<Key>();
        for (int i = 0; i < view.named(); i++) {
            addOwners(state, view, i, i < view.direct(), facts.derivedFrom(), owners);
        }
        for (String created : facts.creates()) {
            if (!facts.eachCreates(created)) {
                severalOf(state, created, owners, facts).forEach(kind -> kinds.put(kind, new ArrayList<>()));
            }
        }
        Set<String> ofTheCall = Set.copyOf(kinds.keySet());
        Map<Key, Integer> named = places(view);
        for (int place = 0; place < facts.elements().size(); place++) {
            Element element = facts.elements().get(place);
            if (element.creates().isEmpty()) {
                continue;
            }
            owners.clear();
            for (Key key : element.objects()) {
                addOwners(state, view, place(named, key), true, element.derivedFrom(), owners);
            }
            for (Key key : element.related()) {
                boolean direct = element.objects().contains(key);
                addOwners(state, view, place(named, key), direct, element.derivedFrom(), owners);
            }
            for (String created : element.creates()) {
                for (String kind : severalOf(state, created, owners, facts)) {
                    List<Integer> places = kinds.computeIfAbsent(kind, k -> new ArrayList<>());
                    if (!ofTheCall.contains(kind) && (places.isEmpty() || places.getLast() != place)) {
                        places.add(place);
                    }
                }
            }
        }
        int all = facts.elements().size();
        kinds.forEach((kind, places) ->
                findings.add(contradicted(Optional.empty(), kind).about(places.size() == all ? List.of() : places)));
    }

    /** Adds what a created object will belong to. The owners of an original say nothing about its copy. */
    private static void addOwners(
            State state, CallView view, int i, boolean direct, List<Key> sources, Set<Key> owners) {
        if (direct || !sources.contains(view.key(i))) {
            owners.addAll(Reach.from(view.key(i), view.id(i), state.keys()));
        }
    }

    /** The kinds of which an object of the type belongs to one, where these owners are several. */
    private static List<String> severalOf(State state, String created, Set<Key> owners, CallFacts facts) {
        ObjectType type = state.bundle().types().get(created);
        return type == null
                ? List.of()
                : type.of().entrySet().stream()
                        .filter(of -> of.getValue() == Cardinality.ONE)
                        .map(Map.Entry::getKey)
                        .filter(kind -> Reach.count(owners, kind) > 1 || facts.isAboutAll(kind))
                        .toList();
    }

    private static Finding contradicted(Optional<Key> key, String kind) {
        return Findings.deny(FindingCode.RELATION_CONTRADICTED, key, kind);
    }
}
