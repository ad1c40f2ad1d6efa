package dev.interlock.engine.state;

import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.KeyPair;
import dev.interlock.engine.model.Link;
import dev.interlock.engine.model.Scopes;
import dev.interlock.engine.monitor.Relink;
import dev.interlock.engine.table.ActorTable;
import dev.interlock.engine.table.KeyTable;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/** The changes of a late link to the tables: foreseen while it is being decided, and made once it is recorded. */
final class Linking {

    private static final int[] NONE = {};

    private final State state;

    Linking(State state) {
        this.state = state;
    }

    /** The changes that the link would make; none is made. */
    Relink foresee(Link link) {
        return switch (link) {
            case Link.Values values -> {
                int column = state.actors.columnIfAny(values.attribute());
                ScopeKeys scope = ScopeKeys.of(state, values);
                yield new Relink(
                        column,
                        column < 0 ? ActorTable.FRESH : state.actors.numberOf(column, values.first()),
                        column < 0 ? ActorTable.FRESH : state.actors.numberOf(column, values.second()),
                        scope == null ? KeyTable.ABSENT : state.keys.find(scope.other()),
                        scope == null ? NONE : new int[] {state.keys.find(scope.first())});
            }
            // It takes dependence away and gives no key a history, so it completes nothing.
            case Link.Unknown unknown -> new Relink(-1, ActorTable.FRESH, ActorTable.FRESH, KeyTable.ABSENT, NONE);
            case Link.Objects objects -> {
                int parent = state.keys.find(objects.parent());
                yield new Relink(
                        -1,
                        ActorTable.FRESH,
                        ActorTable.FRESH,
                        state.keys.find(objects.child()),
                        parent == KeyTable.ABSENT ? NONE : heirs(parent, objects.child()));
            }
        };
    }

    void apply(Link link, long seq) {
        switch (link) {
            case Link.Values values -> {
                ScopeKeys scope = ScopeKeys.of(state, values);
                if (scope != null && state.keys.find(scope.other()) != KeyTable.ABSENT) {
                    inherit(state.keys.intern(scope.first()), state.keys.find(scope.other()));
                }
                state.actors
                        .merge(values.attribute(), values.first(), values.second())
                        .ifPresent(state.monitors::merge);
                state.links.confirm(values);
            }
            case Link.Unknown unknown -> {
                SortedSet<String> agents = state.links.namesOf(unknown.agent());
                state.actors.state(unknown.attribute(), agents, unknown.value()).ifPresent(state.monitors::state);
                state.links.confirm(new LinkTable.Stated(seq, unknown.attribute(), agents, unknown.value()));
            }
            case Link.Objects objects -> {
                int child = state.keys.intern(objects.child());
                int parent = state.keys.intern(objects.parent());
                if (child == parent) {
                    return; // two spellings of one object
                }
                establish(child, seq);
                establish(parent, seq);
                if (objects.child().kind().equals(objects.parent().kind())) {
                    state.keys.lineage().descend(child, parent);
                } else {
                    state.keys.relate(child, parent);
                }
                for (int heir : heirs(parent, objects.child())) {
                    inherit(heir, child);
                    inheritPairs(heir, child);
                }
            }
        }
    }

    /** Gives each pair with the key, in the place of the other object, the history of the pair with that object. */
    private void inheritPairs(int key, int from) {
        if (key == from || !state.pairing.any()) {
            return;
        }
        Key object = state.keys.key(from);
        Key by = state.keys.key(key);
        for (int id = 0, known = state.keys.size(); id < known; id++) {
            Key pair = state.keys.key(id);
            if (KeyPair.isPair(pair.kind())) {
                Optional<Key> other = Pairing.replaced(pair, object, by);
                if (other.isPresent()) {
                    inherit(state.keys.intern(other.get()), id);
                }
            }
        }
    }

    private void establish(int id, long seq) {
        if (!state.respelled.get(id)) {
            state.keys.establish(id, seq);
        }
    }

    private void inherit(int key, int from) {
        if (key == from) {
            return; // reachable from itself, by relations of several spellings
        }
        state.keys.lineage().inherit(key, from);
        state.monitors.inherit(key, from);
    }

    /** The object and those reachable from it that are of the child's type, as history is kept by kinds of key. */
    private int[] heirs(int parent, Key child) {
        int kind = state.keys.kindOf(child.kind());
        return reachable(parent, state.keys).stream()
                .mapToInt(Integer::intValue)
                .filter(id -> state.keys.kind(id) == kind)
                .toArray();
    }

    /** The object and everything reachable from it, by belonging and by descent. */
    static Set<Integer> reachable(int id, KeyTable keys) {
        var found = new LinkedHashSet<Integer>();
        var ahead = new ArrayDeque<Integer>();
        ahead.push(id);
        while (!ahead.isEmpty()) {
            int next = ahead.pop();
            if (found.add(next)) {
                for (int to : keys.relations(next)) {
                    ahead.push(to);
                }
                for (int to : keys.lineage().parents(next)) {
                    ahead.push(to);
                }
            }
        }
        return found;
    }

    /** The two keys that a scope has for values which are about to be the same. */
    private record ScopeKeys(Key first, Key other) {

        /** The two keys of the link's values; null when these are no scope, or have one key already. */
        static @Nullable ScopeKeys of(State state, Link.Values link) {
            String attribute = link.attribute();
            if (!Scopes.OF_ACTOR.contains(attribute)) {
                return null;
            }
            Key a = new Key(attribute, state.links.values().canonical(attribute, link.first()));
            Key b = new Key(attribute, state.links.values().canonical(attribute, link.second()));
            int order = a.compareTo(b);
            if (order == 0) {
                return null;
            }
            return order < 0 ? new ScopeKeys(a, b) : new ScopeKeys(b, a);
        }
    }
}
