package dev.interlock.engine.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The objects that a call created, by the elements of its list. Where each element creates an object of a type, these belong to
 * the elements in the order in which the result names them; all others are created by the call as a whole.
 */
public final class Creations {

    private static final Creations NONE = new Creations(List.of());

    private final List<Key> all;
    private final List<Key> common = new ArrayList<>(0);
    private final List<List<Key>> byElement = new ArrayList<>(0);
    private final Map<Key, List<Integer>> creators = new HashMap<>();

    private Creations(List<Key> all) {
        this.all = List.copyOf(all);
    }

    /** The objects that a call with these facts created, or was observed to create. */
    public static Creations of(CallFacts facts, List<Key> created) {
        if (created.isEmpty()) {
            return NONE;
        }
        var creations = new Creations(created);
        if (facts.elements().isEmpty()) {
            creations.common.addAll(created);
            return creations;
        }
        facts.elements().forEach(element -> creations.byElement.add(new ArrayList<>(1)));
        Map<String, Integer> next = new HashMap<>();
        for (Key object : created) {
            int place = facts.eachCreates(object.kind()) ? next.merge(object.kind(), 1, Integer::sum) - 1 : -1;
            if (place >= 0 && place < creations.byElement.size()) {
                creations.byElement.get(place).add(object);
                creations
                        .creators
                        .computeIfAbsent(object, key -> new ArrayList<>(1))
                        .add(place);
            } else {
                creations.common.add(object);
            }
        }
        return creations;
    }

    /** All objects that the call created, in the order in which its result names them. */
    public List<Key> all() {
        return all;
    }

    /** The objects that the element in this place created. */
    public List<Key> ofElement(int place) {
        return place < byElement.size() ? byElement.get(place) : List.of();
    }

    /** The objects that the call created as a whole. */
    public List<Key> common() {
        return common;
    }

    /** The places of the elements that created the object; none where the call created it as a whole. */
    public List<Integer> creatorsOf(Key object) {
        return creators.getOrDefault(object, List.of());
    }
}
