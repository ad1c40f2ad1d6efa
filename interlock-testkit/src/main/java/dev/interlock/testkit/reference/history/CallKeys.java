package dev.interlock.testkit.reference.history;

import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.Scopes;
import dev.interlock.engine.model.Wildcard;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The keys of a call.
 *
 * @param derived what direct and related objects belong to
 * @param ancestral what is reachable from all these only by descent
 */
public record CallKeys(
        SortedSet<Key> direct,
        SortedSet<Key> related,
        SortedSet<Key> derived,
        SortedSet<Key> ancestral,
        SortedSet<Key> others,
        Set<Key> all) {

    /** @param created what has a name already although the call creates it */
    static CallKeys of(History history, CallFacts facts, Actor actor, long task, List<Key> created) {
        SortedSet<Key> direct = new TreeSet<>(facts.objects());
        SortedSet<Key> related = new TreeSet<>(facts.related());
        SortedSet<Key> derived = history.objects.reachable(direct);
        derived.addAll(history.objects.reachable(related));
        SortedSet<Key> ancestral = history.objects.everythingAbove(direct);
        ancestral.addAll(history.objects.everythingAbove(related));
        ancestral.removeAll(direct);
        ancestral.removeAll(related);
        ancestral.removeAll(derived);
        SortedSet<Key> others = new TreeSet<>();
        others.addAll(facts.valueKeys());
        facts.all().forEach(kind -> others.add(Wildcard.of(kind)));
        others.add(Scopes.WHOLE_DOMAIN);
        if (task > 0) {
            others.add(new Key(Scopes.TASK, Long.toString(task)));
        }
        for (String scope : List.of(Scopes.CHAIN, Scopes.AGENT, Scopes.OWNER, Scopes.ORIGIN)) {
            for (String value : actor.get(scope).texts()) {
                others.add(new Key(scope, history.links.same(scope, value).first()));
            }
        }
        Set<Key> all = new TreeSet<>(direct);
        all.addAll(related);
        all.addAll(derived);
        all.addAll(ancestral);
        others.addAll(ReferencePairs.of(history, facts, all, created));
        all.addAll(others);
        return new CallKeys(direct, related, derived, ancestral, others, all);
    }

    /** The keys with objects that have a name already although the call creates them. */
    CallKeys with(List<Key> created) {
        SortedSet<Key> more = new TreeSet<>(others);
        more.addAll(created);
        Set<Key> allOfThem = new TreeSet<>(all);
        allOfThem.addAll(created);
        return new CallKeys(direct, related, derived, ancestral, more, allOfThem);
    }

    /** The keys with all of some kinds, of which the call may turn out to be on any. */
    CallKeys reading(Set<String> kinds) {
        return with(kinds.stream().map(Wildcard::of).toList());
    }

    /** The keys with objects that the call turned out to be about besides. */
    CallKeys about(SortedSet<Key> found) {
        SortedSet<Key> more = new TreeSet<>(ancestral);
        found.stream().filter(key -> !belonging().contains(key)).forEach(more::add);
        Set<Key> allOfThem = new TreeSet<>(all);
        allOfThem.addAll(found);
        return new CallKeys(direct, related, derived, more, others, allOfThem);
    }

    /** Keys of the kind, ascending. */
    public List<Key> ofKind(String kind) {
        return all.stream().filter(key -> key.kind().equals(kind)).toList();
    }

    /** The business objects, ascending. */
    public SortedSet<Key> objects() {
        SortedSet<Key> objects = belonging();
        objects.addAll(ancestral);
        return objects;
    }

    /** The business objects that the call names and what these belong to, ascending. */
    public SortedSet<Key> belonging() {
        SortedSet<Key> objects = new TreeSet<>(direct);
        objects.addAll(related);
        objects.addAll(derived);
        return objects;
    }

    public static List<Key> ofKind(SortedSet<Key> keys, String kind) {
        return keys.stream().filter(key -> key.kind().equals(kind)).toList();
    }
}
