package dev.interlock.policy.catalog;

import dev.interlock.engine.model.Amount;
import dev.interlock.engine.model.Element;
import dev.interlock.engine.model.Fault;
import dev.interlock.engine.model.Key;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The elements of the list that a call is about, and their faults. One decision is made over all: a list that is
 * empty, too long, or names something twice is a fault, and so is one bad element.
 */
final class ListReading {

    /** The most elements of a list: as many as a call may have keys. */
    static final int MOST_ELEMENTS = 1_000;

    /** The most bad elements that are reported. */
    private static final int MOST_FAULTS = 16;

    private final ArgumentPath path;
    private final int size;

    private ListReading(ArgumentPath path, int size) {
        this.path = path;
        this.size = size;
    }

    /** The list, looked at as a whole; one with a fault has no elements. */
    static ListReading of(ArgumentPath path, Map<String, ?> args, List<Fault> faults) {
        Object value = path.resolve(args);
        int size = value instanceof List<?> list ? list.size() : 0;
        Optional<String> wrong = value == null
                ? Optional.of("missing; its elements name what the call is about")
                : !(value instanceof List<?>)
                        ? Optional.of("must be a list")
                        : size == 0
                                ? Optional.of("must not be empty; name what the call is about")
                                : size > MOST_ELEMENTS
                                        ? Optional.of("has " + size + " elements, and at most " + MOST_ELEMENTS
                                                + " can be decided together; make several calls")
                                        : Optional.empty();
        wrong.ifPresent(message -> faults.add(new Fault(path.toString(), message)));
        return new ListReading(path, wrong.isPresent() ? 0 : size);
    }

    ArgumentPath path() {
        return path;
    }

    int size() {
        return size;
    }

    /** The elements in order; none where something is wrong with one of them. */
    List<Element> elements(List<Mapping> covered, CallReading call, List<Fault> faults) {
        boolean objects =
                covered.stream().anyMatch(m -> m.on().values().stream().anyMatch(ArgumentPath::each));
        boolean amounts = covered.stream()
                .anyMatch(m -> m.amount().filter(a -> a.value().each()).isPresent());
        List<Element> elements = new ArrayList<>(size);
        Map<List<Key>, Integer> seen = new HashMap<>();
        int before = faults.size();
        for (int i = 0; i < size && faults.size() - before < MOST_FAULTS; i++) {
            int index = i;
            Element element =
                    call.element(covered.stream().map(m -> m.at(index)).toList(), amounts);
            Integer first = objects ? seen.putIfAbsent(element.objects(), i) : null;
            if (first != null) {
                faults.add(new Fault(
                        path + "[" + i + "]", "names the same object as element " + first + "; name each object once"));
            }
            elements.add(element);
        }
        if (faults.size() > before) {
            return List.of();
        }
        SortedSet<String> units = new TreeSet<>();
        elements.forEach(element -> element.amount().map(Amount::unit).ifPresent(units::add));
        if (units.size() > 1) {
            faults.add(new Fault(
                    path.toString(),
                    "has amounts in " + String.join(" and ", units) + "; make a separate call for each unit"));
            return List.of();
        }
        return elements;
    }

    /** The sum of the amounts of all elements; empty if one has none. */
    static Optional<Amount> sum(List<Element> elements) {
        BigDecimal sum = BigDecimal.ZERO;
        for (Element element : elements) {
            if (element.amount().isEmpty()) {
                return Optional.empty();
            }
            sum = sum.add(element.amount().get().value());
        }
        return Optional.of(
                new Amount(sum, elements.getFirst().amount().orElseThrow().unit()));
    }
}
