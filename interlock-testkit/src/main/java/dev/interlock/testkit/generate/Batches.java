package dev.interlock.testkit.generate;

import dev.interlock.engine.model.Amount;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Element;
import dev.interlock.engine.model.Key;
import dev.interlock.testkit.generate.World.ToolShape;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** Makes calls about lists of some that are not. */
final class Batches {

    private final Dice dice;
    private final Function<String, Key> object;

    /** @param object makes up an object of a type */
    Batches(Dice dice, Function<String, Key> object) {
        this.dice = dice;
        this.object = object;
    }

    /** The call as it is, or one about a few elements besides some of what it was about. */
    CallFacts perhaps(CallFacts facts, ToolShape shape) {
        if (!dice.percent(12)) {
            return facts;
        }
        List<Key> outside = dice.percent(50) ? facts.objects() : List.of();
        List<Key> owners = dice.percent(50)
                ? facts.related()
                : facts.related().stream().filter(facts.derivedFrom()::contains).toList();
        // Each element creates, by chance, an object of its own, from sources of its own.
        boolean eachCreates = !facts.creates().isEmpty() && dice.percent(60);
        boolean eachDerives = eachCreates && !facts.derivedFrom().isEmpty() && dice.percent(60);
        boolean valued = shape.payee() && dice.percent(60);
        Optional<Amount> whole = facts.amount();
        boolean divided = whole.isPresent() && dice.percent(70);
        List<Element> elements = new ArrayList<>();
        BigDecimal total = BigDecimal.ZERO;
        int count = dice.pick(1, 2, 2, 3);
        for (int i = 0; i < count; i++) {
            Optional<Amount> share = divided
                    ? Optional.of(new Amount(
                            BigDecimal.valueOf(dice.between(0, 600), 1),
                            whole.orElseThrow().unit()))
                    : Optional.empty();
            total = total.add(share.map(Amount::value).orElse(BigDecimal.ZERO));
            SortedMap<String, String> values = valued ? new TreeMap<>() : new TreeMap<>(facts.values());
            if (valued && dice.percent(90)) {
                values.put(World.PAYEE, dice.pick("DE01", "DE02"));
            }
            List<Key> its = dice.percent(50) ? with(owners, shape.related()) : owners;
            List<Key> sources = eachDerives ? with(List.of(), shape.creates()) : facts.derivedFrom();
            elements.add(new Element(
                    with(outside, shape.on()),
                    eachDerives ? replaced(its, facts.derivedFrom(), sources) : its,
                    sources,
                    with(facts.checks(), dice.percent(50) ? shape.checks() : List.of()),
                    values,
                    share,
                    eachCreates ? shape.creates() : List.of()));
        }
        SortedMap<String, String> values = valued ? new TreeMap<>() : facts.values();
        Optional<Amount> amount =
                divided ? Optional.of(new Amount(total, whole.orElseThrow().unit())) : whole;
        return facts.about(values, amount, elements);
    }

    /** Places of elements that were not done; now and then one that there is not. */
    List<Integer> undone(CallFacts facts) {
        if (facts.elements().isEmpty() || dice.percent(40)) {
            return List.of();
        }
        List<Integer> undone = new ArrayList<>();
        for (int place = 0; place < facts.elements().size(); place++) {
            if (dice.percent(50)) {
                undone.add(place);
            }
        }
        if (dice.percent(4)) {
            undone.add(dice.pick(0, facts.elements().size()));
        }
        return undone;
    }

    /** Objects that a result names as created: mostly one for each that the call creates, and mostly new ones where the elements do. */
    List<Key> created(CallFacts facts, int undone) {
        List<Key> created = new ArrayList<>();
        facts.creations(undone).forEach((type, number) -> {
            for (int i = 0; i < number; i++) {
                Key key = object.apply(type);
                boolean taken = created.contains(key) && dice.percent(97);
                created.add(taken || dice.percent(50) ? new Key(type, "n" + dice.between(0, 400)) : key);
            }
        });
        if (!created.isEmpty() && dice.percent(3)) {
            created.removeLast();
        }
        return created;
    }

    private static List<Key> replaced(List<Key> keys, List<Key> by, List<Key> with) {
        SortedSet<Key> all = new TreeSet<>(keys);
        by.forEach(all::remove);
        all.addAll(with);
        return List.copyOf(all);
    }

    private List<Key> with(List<Key> some, Collection<String> types) {
        SortedSet<Key> all = new TreeSet<>(some);
        new TreeSet<>(types).forEach(type -> all.add(object.apply(type)));
        return List.copyOf(all);
    }
}
