package dev.interlock.testkit.reference.history;

import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.Link;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The late links that were confirmed: which values are the same, and which key got the history of another. */
public final class PastLinks {

    final List<Link.Values> values = new ArrayList<>();
    /** The keys whose history each key got, by key. */
    private final Map<Key, SortedSet<Key>> inherited = new HashMap<>();

    /** The linked values with one more link, as they would be. */
    public PastLinks with(Link.Values link) {
        PastLinks more = new PastLinks();
        more.values.addAll(values);
        more.values.add(link);
        return more;
    }

    /** The key itself, and those whose history it got. */
    public SortedSet<Key> historyOf(Key key) {
        SortedSet<Key> keys = new TreeSet<>(inherited.getOrDefault(key, new TreeSet<>()));
        keys.add(key);
        return keys;
    }

    /** The keys that got the history of others. */
    public Set<Key> heirs() {
        return inherited.keySet();
    }

    /** The key gets the history of another, and what that one got before. */
    void inherit(Key key, Key from) {
        inherited.computeIfAbsent(key, k -> new TreeSet<>()).addAll(historyOf(from));
    }

    /** The value and all that are linked with it. */
    public SortedSet<String> same(String attribute, String value) {
        SortedSet<String> same = new TreeSet<>(List.of(value));
        int before = 0;
        while (same.size() > before) {
            before = same.size();
            for (Link.Values link : values) {
                if (link.attribute().equals(attribute)
                        && (same.contains(link.first()) || same.contains(link.second()))) {
                    same.add(link.first());
                    same.add(link.second());
                }
            }
        }
        return same;
    }

    /** The vector with linked values made one. */
    public Actor party(Actor actor) {
        if (values.isEmpty()) {
            return actor;
        }
        Map<String, AttributeValue> party = new TreeMap<>();
        actor.attributes().forEach((attribute, value) -> party.put(attribute, one(attribute, value)));
        return Actor.of(party);
    }

    public AttributeValue one(String attribute, AttributeValue value) {
        return value.texts().isEmpty()
                ? value
                : AttributeValue.known(value.texts().stream()
                        .map(text -> same(attribute, text).first())
                        .toList());
    }

    public boolean independent(Actor a, Actor b, Collection<String> level) {
        return party(a).independentOf(party(b), level);
    }
}
