package dev.interlock.testkit.reference.history;

import dev.interlock.engine.model.Amount;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Element;
import dev.interlock.engine.model.Key;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The portion of a call on one key: so many elements of its list, and their amounts together. A call that is not about a list lies
 * whole on each of its keys.
 */
public record Portion(int elements, Optional<Amount> amount) {

    /** The keys that each element lies on: all that its closure names, and what is above that. */
    static List<Set<Key>> closures(History history, CallFacts facts) {
        return closures(history, facts, List.of());
    }

    /** The objects of each element, with those that it created where they have names from the start. */
    static List<Set<Key>> closures(History history, CallFacts facts, List<Key> created) {
        List<Set<Key>> closures = new ArrayList<>();
        List<List<Key>> createdByEach = createdByEach(facts, created);
        for (int i = 0; i < facts.elements().size(); i++) {
            Element element = facts.elements().get(i);
            Set<Key> closure = new TreeSet<>(element.objects());
            closure.addAll(element.related());
            closure.addAll(history.objects.everythingAbove(List.copyOf(closure)));
            element.values().forEach((name, value) -> closure.add(new Key(name, value)));
            closure.addAll(createdByEach.get(i));
            closure.addAll(ReferencePairs.within(history, Set.copyOf(closure)));
            closures.add(closure);
        }
        return closures;
    }

    /** The objects that each element created: of the types that they create, in the order in which they are named. */
    public static List<List<Key>> createdByEach(CallFacts facts, List<Key> created) {
        List<List<Key>> createdByEach = new ArrayList<>();
        for (int i = 0; i < facts.elements().size(); i++) {
            List<Key> its = new ArrayList<>();
            for (String type : facts.elements().get(i).creates()) {
                created.stream()
                        .filter(object -> object.kind().equals(type))
                        .skip(i)
                        .findFirst()
                        .ifPresent(its::add);
            }
            createdByEach.add(its);
        }
        return createdByEach;
    }

    /** The kinds of which some elements have a key and others none: nobody can tell what these are about. */
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

    /** The most that may lie on one object of the type that the call is to create. */
    public static Portion onNew(CallFacts facts, String type) {
        return facts.elements().stream()
                .filter(element -> element.creates().contains(type))
                .map(element -> of(facts, List.of(element)))
                .max(Comparator.comparing(
                        portion -> portion.amount().map(Amount::value).orElse(BigDecimal.ZERO)))
                .orElse(whole(facts));
    }

    /** @param told what each element created is known, and among its keys */
    static Portion of(CallFacts facts, List<Set<Key>> closures, Key key, boolean told) {
        List<Element> on = new ArrayList<>();
        for (int i = 0; i < closures.size(); i++) {
            if (closures.get(i).contains(key)) {
                on.add(facts.elements().get(i));
            }
        }
        boolean ofEach =
                facts.elements().stream().anyMatch(element -> element.creates().contains(key.kind()));
        // An object that the call names, and creates after all, is of all elements.
        if (on.isEmpty() || (facts.creates().contains(key.kind()) && !(told && ofEach))) {
            return whole(facts);
        }
        return of(facts, on);
    }

    /** The portion of an object that the call created, and did not name. */
    static Portion ofCreated(CallFacts facts, List<Key> created, Key object) {
        List<Element> by = new ArrayList<>();
        List<List<Key>> createdByEach = createdByEach(facts, created);
        for (int i = 0; i < createdByEach.size(); i++) {
            if (createdByEach.get(i).contains(object)) {
                by.add(facts.elements().get(i));
            }
        }
        return by.isEmpty() ? whole(facts) : of(facts, by);
    }

    private static Portion of(CallFacts facts, List<Element> on) {
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
