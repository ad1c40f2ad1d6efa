package dev.interlock.policy.catalog;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The meaning of a call.
 *
 * @param marks duties, {@code sink/...}, {@code label/...}
 * @param on objects it acts on, by type
 * @param creates objects that its result names, by type
 * @param of objects that the created ones belong to, by type
 * @param derives objects of their own type that the created ones are made from, by type
 * @param check objects that the arguments assert, by type
 * @param values by name
 * @param risk name of the tier; empty: not said here
 * @param writes whether it may change the objects that it acts on; empty: not said here
 * @param known the entries of {@code on} and {@code of} that take only objects that are established
 * @param mayExist the created types of which the object that the result names may have existed before
 * @param list the list whose elements some of the paths name
 */
public record Mapping(
        Set<String> marks,
        SortedMap<String, ArgumentPath> on,
        SortedMap<String, ArgumentPath> creates,
        SortedMap<String, ArgumentPath> of,
        SortedMap<String, ArgumentPath> derives,
        SortedMap<String, ArgumentPath> check,
        SortedMap<String, ValueMapping> values,
        Optional<AmountMapping> amount,
        Optional<String> risk,
        Optional<Boolean> writes,
        List<Known> known,
        Set<String> mayExist,
        Optional<ArgumentPath> list) {

    /** An object that has to be established: its type, and where the arguments name it. */
    public record Known(String type, ArgumentPath path) {}

    /** A mapping of which some paths may go through a list. */
    public Mapping(
            Set<String> marks,
            SortedMap<String, ArgumentPath> on,
            SortedMap<String, ArgumentPath> creates,
            SortedMap<String, ArgumentPath> of,
            SortedMap<String, ArgumentPath> derives,
            SortedMap<String, ArgumentPath> check,
            SortedMap<String, ValueMapping> values,
            Optional<AmountMapping> amount,
            Optional<String> risk,
            Optional<Boolean> writes,
            List<Known> known,
            Set<String> mayExist) {
        this(
                marks,
                on,
                creates,
                of,
                derives,
                check,
                values,
                amount,
                risk,
                writes,
                List.copyOf(known),
                Set.copyOf(mayExist),
                paths(List.of(on, of, derives, check), values, amount)
                        .filter(ArgumentPath::each)
                        .findFirst()
                        .map(ArgumentPath::toList));
    }

    private static Stream<ArgumentPath> paths(
            List<SortedMap<String, ArgumentPath>> objects,
            SortedMap<String, ValueMapping> values,
            Optional<AmountMapping> amount) {
        return Stream.of(
                        objects.stream().flatMap(part -> part.values().stream()),
                        values.values().stream().map(ValueMapping::path),
                        amount.stream().flatMap(AmountMapping::paths))
                .flatMap(Function.identity());
    }

    /** All paths into the arguments. */
    public Stream<ArgumentPath> paths() {
        return paths(List.of(on, of, derives, check), values, amount);
    }

    /** The mapping for one element of the list, with the paths outside the list. */
    Mapping at(int element) {
        return with(path -> Optional.of(path.at(element)));
    }

    /** The mapping without the objects that the call acts on of these types. */
    Mapping without(Set<String> types) {
        SortedMap<String, ArgumentPath> rest = new TreeMap<>(on);
        rest.keySet().removeAll(types);
        return new Mapping(
                marks,
                rest,
                creates,
                of,
                derives,
                check,
                values,
                amount,
                risk,
                writes,
                known.stream()
                        .filter(each -> !types.contains(each.type()) || of.containsKey(each.type()))
                        .toList(),
                mayExist);
    }

    /** The mapping with the paths outside the list alone. */
    Mapping outsideList() {
        return with(path -> path.each() ? Optional.empty() : Optional.of(path));
    }

    private Mapping with(Function<ArgumentPath, Optional<ArgumentPath>> other) {
        return new Mapping(
                marks,
                mapped(on, other),
                creates,
                mapped(of, other),
                mapped(derives, other),
                mapped(check, other),
                mapped(
                        values,
                        value -> other.apply(value.path())
                                .map(path -> new ValueMapping(path, value.ignoreCase(), value.ignoreSpaces()))),
                amount.flatMap(a -> a.with(other)),
                risk,
                writes,
                known.stream()
                        .flatMap(each -> other.apply(each.path()).map(path -> new Known(each.type(), path)).stream())
                        .toList(),
                mayExist);
    }

    private static <T> SortedMap<String, T> mapped(SortedMap<String, T> all, Function<T, Optional<T>> other) {
        SortedMap<String, T> out = new TreeMap<>();
        all.forEach((name, each) -> other.apply(each).ifPresent(changed -> out.put(name, changed)));
        return out;
    }

    /** A mapping with nothing but marks. */
    static Mapping ofMarks(Set<String> marks) {
        return new Mapping(
                marks,
                Collections.emptySortedMap(),
                Collections.emptySortedMap(),
                Collections.emptySortedMap(),
                Collections.emptySortedMap(),
                Collections.emptySortedMap(),
                Collections.emptySortedMap(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Set.of());
    }
}
