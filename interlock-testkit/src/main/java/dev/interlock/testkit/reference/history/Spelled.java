package dev.interlock.testkit.reference.history;

import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.EventKeys;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.id.IdForm;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.Wildcard;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.policy.ObjectType;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** The spellings of objects, by the forms of their types. */
public final class Spelled {

    private final Bundle bundle;

    Spelled(Bundle bundle) {
        this.bundle = bundle;
    }

    /** The event with every object under its canonical spelling. */
    Recorded of(Recorded recorded) {
        return new Recorded(
                recorded.seq(), recorded.timeMillis(), recorded.bundle(), EventKeys.map(recorded.event(), this::of));
    }

    /** The objects, canonically spelled, that the event spells otherwise. */
    Set<Key> otherwise(Event event) {
        Set<Key> otherwise = new TreeSet<>();
        EventKeys.map(event, key -> {
            if (!of(key).equals(key)) {
                otherwise.add(of(key));
            }
            return of(key);
        });
        return otherwise;
    }

    private Key of(Key key) {
        return form(key)
                .flatMap(form -> form.canonical(key.value()))
                .map(id -> new Key(key.kind(), id))
                .orElse(key);
    }

    /** Returns whether one of the objects, which are named now, is none, or not spelled canonically. */
    public boolean wrong(Collection<Key> keys) {
        return keys.stream().anyMatch(key -> Wildcard.is(key) || wrong(key));
    }

    private boolean wrong(Key key) {
        return form(key)
                .filter(form -> !form.canonical(key.value()).equals(Optional.of(key.value())))
                .isPresent();
    }

    /** The faults of objects of a call that are not spelled canonically, ascending by object. */
    public List<String> wrong(CallFacts facts) {
        SortedSet<Key> named = new TreeSet<>(facts.objects());
        named.addAll(facts.related());
        named.addAll(facts.checks());
        return named.stream()
                .filter(this::wrong)
                .map(key -> "the id of `" + key + "` "
                        + form(key).orElseThrow().wrong(key.value()).orElseThrow())
                .toList();
    }

    private Optional<IdForm> form(Key key) {
        return Optional.ofNullable(bundle.types().get(key.kind())).flatMap(ObjectType::id);
    }
}
