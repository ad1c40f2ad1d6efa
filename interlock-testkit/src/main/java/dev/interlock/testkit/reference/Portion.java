package dev.interlock.testkit.reference;

import dev.interlock.engine.model.Amount;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Element;
import dev.interlock.engine.model.Key;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The portion of a call on one key: so many elements of its list, and their amounts together. A call that is not about a list lies
 * whole on each of its keys.
 */
record Portion(int elements, Optional<Amount> amount) {

    /** The keys that each element lies on: all that its closure names, and what is above that. */
    static List<Set<Key>> closures(History history, CallFacts facts) {
        List<Set<Key>> closures = new ArrayList<>();
        for (Element element : facts.elements()) {
            Set<Key> closure = new TreeSet<>(element.objects());
            closure.addAll(element.related());
            closure.addAll(history.objects.everythingAbove(List.copyOf(closure)));
            element.values().forEach((name, value) -> closure.add(new Key(name, value)));
            closure.addAll(ReferencePairs.within(history, Set.copyOf(closure)));
            closures.add(closure);
        }
        return closures;
    }

    /** Kinds of which some elements have a key and others none: what these are about nobody can tell. */
    static SortedSet<String> uneven(List<Set<Key>> closures) {
        SortedSet<String> uneven = new TreeSet<>();
        closures.forEach(closure -> closure.forEach(key -> uneven.add(key.kind())));
        uneven.removeIf(kind -> closures.stream()
                .allMatch(closure -> closure.stream().anyMatch(key -> key.kind().equals(kind))));
        return uneven;
    }

    /** All of the call: on what it creates, on scopes, and on a key that it may turn out to be on. */
    static Portion whole(CallFacts facts) {
        return new Portion(Math.max(1, facts.elements().size()), facts.amount());
    }

    static Portion of(CallFacts facts, List<Set<Key>> closures, Key key) {
        List<Element> on = new ArrayList<>();
        for (int i = 0; i < closures.size(); i++) {
            if (closures.get(i).contains(key)) {
                on.add(facts.elements().get(i));
            }
        }
        // One that it names, and creates after all, is of all elements.
        if (on.isEmpty() || facts.creates().contains(key.kind())) {
            return whole(facts);
        }
        boolean oneForAll =
                facts.elements().stream().allMatch(element -> element.amount().isEmpty());
        return new Portion(
                on.size(),
                oneForAll
                        ? facts.amount()
                        : facts.amount()
                                .map(total -> new Amount(
                                        on.stream()
                                                .flatMap(element -> element.amount().stream())
                                                .map(Amount::value)
                                                .reduce(BigDecimal.ZERO, BigDecimal::add),
                                        total.unit())));
    }
}
