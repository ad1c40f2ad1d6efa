package dev.interlock.engine.state;

import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.KeyPair;
import dev.interlock.engine.model.Links;
import dev.interlock.engine.model.Scopes;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.policy.Rule;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The keys of a call besides its objects: values and scopes, as far as some rule of the bundle is per such a key. */
final class KeyScopes {

    private final Set<String> used = new HashSet<>();
    private final boolean any;

    KeyScopes(Bundle bundle) {
        for (Rule rule : bundle.rules()) {
            switch (rule) {
                case Rule.Separate separate -> used.add(separate.per());
                case Rule.Require require -> require.done().forEach(done -> used.add(done.per()));
                case Rule.Limit limit -> used.add(limit.per());
                case Rule.Bind bind -> used.add(bind.per());
                case Rule.Forbid forbid -> {}
                case Rule.Flow flow -> {}
                case Rule.FirstUse use -> used.add(use.per());
                case Rule.Unusual unusual -> used.add(unusual.per());
                case Rule.Order order -> used.add(order.per());
                case Rule.Wall wall -> {}
            }
        }
        // The parts of pairs count too: a part is unresolved where some elements of a list name it and others do not.
        List.copyOf(used).forEach(kind -> used.addAll(KeyPair.parts(kind)));
        used.removeAll(bundle.types().keySet());
        any = !used.isEmpty();
    }

    /** The kinds of keys that rules are per, object types apart. */
    Set<String> used() {
        return Collections.unmodifiableSet(used);
    }

    List<Key> of(Actor actor, Links links, long task, CallFacts facts) {
        if (!any) {
            return List.of();
        }
        var keys = new ArrayList<Key>(4);
        if (!facts.values().isEmpty() || !facts.elements().isEmpty()) {
            for (Key value : facts.valueKeys()) {
                if (used.contains(value.kind())) {
                    keys.add(value);
                }
            }
        }
        if (used.contains(Scopes.DOMAIN)) {
            keys.add(Scopes.WHOLE_DOMAIN);
        }
        if (used.contains(Scopes.TASK) && task > 0) {
            keys.add(new Key(Scopes.TASK, Long.toString(task)));
        }
        for (String scope : Scopes.OF_ACTOR) {
            addAttribute(scope, actor, links, keys);
        }
        return keys;
    }

    /** Adds the keys of a scope that is an attribute of the actor; it bears the attribute's name. */
    private void addAttribute(String scope, Actor actor, Links links, List<Key> keys) {
        if (used.contains(scope)) {
            for (String value : links.canonical(scope, actor.get(scope)).texts()) {
                keys.add(new Key(scope, value));
            }
        }
    }
}
