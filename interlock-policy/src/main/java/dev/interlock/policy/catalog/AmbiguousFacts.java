package dev.interlock.policy.catalog;

import dev.interlock.engine.model.Amount;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Destinations;
import dev.interlock.engine.model.Element;
import dev.interlock.engine.model.Key;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The facts of a call that can be read in several ways: about all that one of the readings is about, with the greatest amount. */
final class AmbiguousFacts {

    private final List<CallFacts> readings;

    /** @param readings at least one, each without faults */
    private AmbiguousFacts(List<CallFacts> readings) {
        this.readings = readings;
    }

    /**
     * The facts of all readings together.
     *
     * @param byRisk the order of the tiers, the strictest last
     */
    static CallFacts of(List<CallFacts> readings, Comparator<String> byRisk) {
        return new AmbiguousFacts(readings).joined(byRisk);
    }

    /** Returns whether the readings agree in all that decisions depend on. */
    static boolean agree(List<CallFacts> readings) {
        return readings.stream().map(AmbiguousFacts::said).distinct().count() <= 1;
    }

    /** The part of the facts that decisions depend on, without what is only shown to people. */
    private static List<Object> said(CallFacts facts) {
        return List.of(
                facts.marks(),
                facts.objects(),
                facts.creates(),
                facts.related(),
                facts.checks(),
                facts.values(),
                facts.amount(),
                facts.risk(),
                facts.writes(),
                facts.unbounded(),
                facts.conditions(),
                facts.derivedFrom(),
                facts.elements(),
                facts.all(),
                facts.mayExist(),
                facts.destinations(),
                facts.contacts());
    }

    private CallFacts joined(Comparator<String> byRisk) {
        CallFacts first = readings.getFirst();
        SortedMap<String, @Nullable Object> shown = new TreeMap<>();
        readings.forEach(reading -> reading.projection().forEach(shown::putIfAbsent));
        SortedMap<String, Boolean> conditions = new TreeMap<>();
        readings.forEach(reading ->
                reading.conditions().forEach((id, holds) -> conditions.merge(id, holds, (a, b) -> a || b)));
        CallFacts all = CallFacts.builder(
                        first.tool(),
                        first.argumentsDigest(),
                        readings.stream().map(CallFacts::risk).max(byRisk).orElse(first.risk()))
                .projection(Collections.unmodifiableSortedMap(shown))
                .marks(texts(CallFacts::marks))
                .objects(keys(CallFacts::objects))
                .creates(creates())
                .related(keys(CallFacts::related))
                .checks(keys(CallFacts::checks))
                .values(first.values())
                .amount(greatest())
                .writes(readings.stream().anyMatch(CallFacts::writes))
                .unbounded(readings.stream().anyMatch(CallFacts::unbounded))
                .conditions(Collections.unmodifiableSortedMap(conditions))
                .derivedFrom(keys(CallFacts::derivedFrom))
                .changed(first.changed())
                .build();
        boolean one = readings.stream()
                .allMatch(reading -> reading.values().equals(first.values())
                        && reading.elements().isEmpty());
        CallFacts about = (one ? all : all.about(first.values(), greatest(), elements()))
                .aboutAll(texts(CallFacts::all))
                .upserting(texts(CallFacts::mayExist));
        CallFacts reaching = destinations().map(about::reaching).orElse(about);
        return RegisteredContacts.joined(readings).map(reaching::changing).orElse(reaching);
    }

    /** The destinations of all readings; none if no rule looked for those of some reading, as the whole cannot be told then. */
    private Optional<Destinations> destinations() {
        if (readings.stream().anyMatch(reading -> reading.destinations().isEmpty())) {
            return Optional.empty();
        }
        List<Destinations> each = readings.stream()
                .flatMap(reading -> reading.destinations().stream())
                .toList();
        return Optional.of(new Destinations(
                each.stream().allMatch(Destinations::complete),
                each.stream().flatMap(one -> one.named().stream()).distinct().toList()));
    }

    /** The types that the readings create, each as often as the reading with most of it: nobody knows which element created what. */
    private List<String> creates() {
        SortedMap<String, Integer> most = new TreeMap<>();
        readings.forEach(
                reading -> reading.creations(0).forEach((type, number) -> most.merge(type, number, Math::max)));
        List<String> all = new ArrayList<>();
        most.forEach((type, number) -> all.addAll(Collections.nCopies(number, type)));
        return List.copyOf(all);
    }

    /**
     * The readings as elements of one call, so that it counts for the values of each. No element has an amount: the whole counts on
     * each key.
     */
    private List<Element> elements() {
        List<Element> elements = new ArrayList<>();
        for (CallFacts reading : readings) {
            if (reading.elements().isEmpty()) {
                elements.add(new Element(
                        reading.objects(),
                        reading.related(),
                        reading.derivedFrom(),
                        reading.checks(),
                        reading.values(),
                        Optional.empty(),
                        List.of()));
            }
            for (Element element : reading.elements()) {
                elements.add(new Element(
                        element.objects(),
                        element.related(),
                        element.derivedFrom(),
                        element.checks(),
                        element.values(),
                        Optional.empty(),
                        List.of()));
            }
        }
        return elements.stream().distinct().toList();
    }

    /** The greatest number of all amounts, in the unit of the first. Amounts are not converted between units. */
    private Optional<Amount> greatest() {
        Optional<Amount> first =
                readings.stream().flatMap(reading -> reading.amount().stream()).findFirst();
        Optional<BigDecimal> most = readings.stream()
                .flatMap(reading -> reading.amount().stream())
                .map(Amount::value)
                .max(Comparator.naturalOrder());
        return first.isEmpty() || most.isEmpty()
                ? Optional.empty()
                : Optional.of(new Amount(most.get(), first.get().unit()));
    }

    private List<Key> keys(Function<CallFacts, List<Key>> part) {
        SortedSet<Key> all = new TreeSet<>();
        readings.forEach(reading -> all.addAll(part.apply(reading)));
        return List.copyOf(all);
    }

    private SortedSet<String> texts(Function<CallFacts, SortedSet<String>> part) {
        SortedSet<String> all = new TreeSet<>();
        readings.forEach(reading -> all.addAll(part.apply(reading)));
        return Collections.unmodifiableSortedSet(all);
    }
}
