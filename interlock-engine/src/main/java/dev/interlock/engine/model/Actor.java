package dev.interlock.engine.model;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The attribute vector of an actor, frozen into the events of the act. An attribute that is not in the vector is
 * {@linkplain AttributeValue.Unknown unknown}. Immutable; equality is by value.
 */
public final class Actor {

    private final SortedMap<String, AttributeValue> attributes;
    private final int hash;

    private Actor(SortedMap<String, AttributeValue> attributes) {
        this.attributes = Collections.unmodifiableSortedMap(attributes);
        this.hash = attributes.hashCode();
    }

    public static Actor of(Map<String, AttributeValue> attributes) {
        return new Actor(new TreeMap<>(attributes));
    }

    public AttributeValue get(String attribute) {
        return attributes.getOrDefault(attribute, AttributeValue.unknown());
    }

    /** This vector with one value replaced. */
    public Actor with(String attribute, AttributeValue value) {
        var copy = new TreeMap<>(attributes);
        copy.put(attribute, value);
        return new Actor(copy);
    }

    /** The agent or person, for messages; {@code unknown} when nobody vouched for it. */
    public String name() {
        return get(Attributes.AGENT) instanceof AttributeValue.Known known ? known.value() : "unknown";
    }

    public SortedMap<String, AttributeValue> attributes() {
        return attributes;
    }

    /**
     * Returns whether the two actors are independent: every attribute of the level, and always runtime and agent, surely
     * differs. Symmetric, never true of an actor and itself, and not transitive in the negation.
     */
    public boolean independentOf(Actor other, Collection<String> level) {
        return differsIn(other, Attributes.ALWAYS) && differsIn(other, level);
    }

    private boolean differsIn(Actor other, Collection<String> names) {
        for (String name : names) {
            if (!AttributeValue.surelyDiffer(get(name), other.get(name))) {
                return false;
            }
        }
        return true;
    }

    /** Returns whether the two vectors have the same value for every attribute, the unknown ones included. */
    public boolean isAs(Actor other) {
        return attributes.keySet().stream().allMatch(name -> get(name).equals(other.get(name)))
                && other.attributes.keySet().stream().allMatch(name -> get(name).equals(other.get(name)));
    }

    @Override
    public boolean equals(Object o) {
        return this == o || (o instanceof Actor other && hash == other.hash && sameAttributes(other));
    }

    /** Compares the entries side by side: both maps are sorted, and {@code Map.equals} would look every name up. */
    private boolean sameAttributes(Actor other) {
        if (attributes.size() != other.attributes.size()) {
            return false;
        }
        var theirs = other.attributes.entrySet().iterator();
        for (var mine : attributes.entrySet()) {
            if (!mine.equals(theirs.next())) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return attributes.toString();
    }
}
