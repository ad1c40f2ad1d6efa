package dev.interlock.engine.state;

import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.EventKeys;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.id.IdForm;
import dev.interlock.engine.id.Spelling;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.Wildcard;
import dev.interlock.engine.policy.Bundle;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The spellings of objects under a bundle. Ids that were recorded before a type had its form, or while it had another, are folded
 * under the canonical spelling, so that all spellings of one object have one history.
 */
public final class Spellings {

    private final Map<String, IdForm> forms = new HashMap<>();

    Spellings(Bundle bundle) {
        bundle.types().forEach((name, type) -> type.id().ifPresent(form -> forms.put(name, form)));
    }

    /**
     * An event under canonical spellings.
     *
     * @param otherwise the canonical spellings of objects that were recorded under another spelling: these may have been other
     *     objects, so the event meets no requirement there
     */
    public record Spelled(Event event, Set<Key> otherwise) {}

    Spelled of(Event event) {
        if (forms.isEmpty()) {
            return new Spelled(event, Set.of());
        }
        var otherwise = new HashSet<Key>();
        Event mapped = EventKeys.map(event, key -> {
            Key canonical = canonical(key);
            if (!canonical.equals(key)) {
                otherwise.add(canonical);
            }
            return canonical;
        });
        return new Spelled(mapped, otherwise);
    }

    /** The recorded event under canonical spellings. */
    Recorded of(Recorded recorded) {
        Event event = of(recorded.event()).event();
        return event.equals(recorded.event())
                ? recorded
                : new Recorded(recorded.seq(), recorded.timeMillis(), recorded.bundle(), event);
    }

    /** The canonical spelling of the key; the key itself where there is none, or its type has no form. */
    Key canonical(Key key) {
        IdForm form = forms.get(key.kind());
        return form == null || !(form.read(key.value()) instanceof Spelling.Other other)
                ? key
                : new Key(key.kind(), other.canonical());
    }

    /** Returns whether some type has a form. */
    public boolean any() {
        return !forms.isEmpty();
    }

    /** The fault in the form of the object's id; empty when it is canonical. */
    private Optional<String> wrong(Key key) {
        IdForm form = forms.get(key.kind());
        return form == null ? Optional.empty() : form.wrong(key.value());
    }

    /** The fault in the spelling of an object that a call names, in a sentence; empty when the spelling is canonical. */
    public Optional<String> misspelt(Key key) {
        return wrong(key).map(why -> "the id of `" + key + "` " + why);
    }

    /** The fault in the first key that is no object, or whose spelling is not canonical; empty where all are right. */
    public Optional<String> wrong(Iterable<Key> keys) {
        for (Key key : keys) {
            if (Wildcard.is(key)) {
                return Optional.of("`" + key + "` stands for all objects of its type and is not an object");
            }
            Optional<String> wrong = misspelt(key);
            if (wrong.isPresent()) {
                return wrong;
            }
        }
        return Optional.empty();
    }
}
