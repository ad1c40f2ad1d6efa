package dev.interlock.engine.model;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The values of an attribute that are the same although they are written differently. Linking is transitive within one
 * attribute, and says nothing about others. Immutable.
 */
public final class Links {

    public static final Links NONE = new Links(Map.of());

    /** By attribute and value: all values that are the same, the value itself included. */
    private final Map<String, Map<String, SortedSet<String>>> classes;

    private Links(Map<String, Map<String, SortedSet<String>>> classes) {
        this.classes = classes;
    }

    /** These links and one more. */
    public Links with(Link.Values link) {
        var together = new TreeSet<>(linked(link.attribute(), link.first()));
        together.addAll(linked(link.attribute(), link.second()));
        var ofAttribute = new TreeMap<>(classes.getOrDefault(link.attribute(), Map.of()));
        for (String value : together) {
            ofAttribute.put(value, Collections.unmodifiableSortedSet(together));
        }
        var all = new TreeMap<>(classes);
        all.put(link.attribute(), ofAttribute);
        return new Links(all);
    }

    /** The value and all that are linked with it. */
    public SortedSet<String> linked(String attribute, String value) {
        SortedSet<String> known = classes.getOrDefault(attribute, Map.of()).get(value);
        return known != null ? known : new TreeSet<>(List.of(value));
    }

    /** The one of the linked values that stands for all: the first in the order of text. */
    public String canonical(String attribute, String value) {
        return classes.isEmpty() ? value : linked(attribute, value).first();
    }

    public boolean same(String attribute, String a, String b) {
        return a.equals(b) || linked(attribute, a).contains(b);
    }

    /** The vector with each value replaced by the one that stands for it. */
    public Actor canonical(Actor actor) {
        Actor found = actor;
        for (String attribute : classes.keySet()) {
            AttributeValue value = actor.get(attribute);
            AttributeValue canonical = canonical(attribute, value);
            if (!canonical.equals(value)) {
                found = found.with(attribute, canonical);
            }
        }
        return found;
    }

    /** The value that stands for this one; of several, those that stand for them. */
    public AttributeValue canonical(String attribute, AttributeValue value) {
        SortedSet<String> texts = value.texts();
        return texts.isEmpty()
                ? value
                : AttributeValue.known(
                        texts.stream().map(text -> canonical(attribute, text)).toList());
    }

    /** {@link Actor#independentOf} with linked values as the same. */
    public boolean independent(Actor a, Actor b, Collection<String> level) {
        return canonical(a).independentOf(canonical(b), level);
    }
}
