package dev.interlock.testkit.reference.history;

import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.KeyPair;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.policy.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Keys of several kinds, made of the keys of one closure. */
final class ReferencePairs {

    private ReferencePairs() {}

    /** The kinds of pairs that rules are per. */
    static SortedSet<String> kinds(Bundle bundle) {
        SortedSet<String> kinds = new TreeSet<>();
        for (Rule rule : bundle.rules()) {
            switch (rule) {
                case Rule.Separate separate -> kinds.add(separate.per());
                case Rule.Require require -> require.done().forEach(done -> kinds.add(done.per()));
                case Rule.Limit limit -> kinds.add(limit.per());
                case Rule.Bind bind -> kinds.add(bind.per());
                case Rule.Order order -> kinds.add(order.per());
                case Rule.Forbid forbid -> {}
                case Rule.Flow flow -> {}
                case Rule.FirstUse use -> {}
                case Rule.Unusual unusual -> {}
                case Rule.Wall wall -> {}
            }
        }
        kinds.removeIf(kind -> !KeyPair.isPair(kind));
        return kinds;
    }

    /** Every pair of keys of the closure. */
    static SortedSet<Key> within(History history, Set<Key> closure) {
        SortedSet<Key> pairs = new TreeSet<>();
        for (String kind : kinds(history.bundle)) {
            pairs.addAll(chosen(List.copyOf(closure), KeyPair.parts(kind), List.of()));
        }
        return pairs;
    }

    private static List<Key> chosen(List<Key> closure, List<String> kinds, List<Key> chosen) {
        if (kinds.isEmpty()) {
            return List.of(KeyPair.of(chosen));
        }
        List<Key> pairs = new ArrayList<>();
        for (Key key : closure) {
            if (key.kind().equals(kinds.getFirst())) {
                List<Key> more = new ArrayList<>(chosen);
                more.add(key);
                pairs.addAll(chosen(closure, kinds.subList(1, kinds.size()), more));
            }
        }
        return pairs;
    }

    /** The pairs of a call: within the closure of each element of its list, else within all that it is about. */
    static SortedSet<Key> of(History history, CallFacts facts, Set<Key> objects, List<Key> created) {
        List<Set<Key>> closures = new ArrayList<>(Portion.closures(history, facts, created));
        if (closures.isEmpty()) {
            Set<Key> closure = new TreeSet<>(objects);
            closure.addAll(facts.valueKeys());
            closures.add(closure);
        }
        List<Key> common = new ArrayList<>(created);
        Portion.createdByEach(facts, created).forEach(common::removeAll);
        SortedSet<Key> pairs = new TreeSet<>();
        for (Set<Key> closure : closures) {
            closure.addAll(common);
            pairs.addAll(within(history, closure));
        }
        return pairs;
    }

    /**
     * The kinds of pairs of which it cannot be told what they are for the call.
     *
     * @param nameless types of which the call may turn out to be on an object that has no name yet
     */
    static SortedSet<String> unresolved(Bundle bundle, Set<String> unresolved, CallFacts facts, Set<String> nameless) {
        Set<String> parts = new TreeSet<>(unresolved);
        parts.addAll(nameless);
        SortedSet<String> kinds = kinds(bundle);
        kinds.removeIf(kind -> KeyPair.parts(kind).stream().noneMatch(parts::contains)
                && (facts.all().contains(kind) || KeyPair.parts(kind).stream().noneMatch(facts.all()::contains)));
        return kinds;
    }

    /** All pairs that events were on, or that got history. */
    static SortedSet<Key> known(History history) {
        SortedSet<Key> known = new TreeSet<>(history.links.heirs());
        history.calls.values().forEach(call -> known.addAll(call.keys));
        known.removeIf(key -> !KeyPair.isPair(key.kind()));
        return known;
    }
}
