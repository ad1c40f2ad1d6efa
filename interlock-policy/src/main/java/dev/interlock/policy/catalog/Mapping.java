package dev.interlock.policy.catalog;

import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/**
 * What a call means.
 *
 * @param marks duties, {@code sink/...}, {@code label/...}
 * @param on objects it acts on, by type
 * @param creates objects that its result names, by type
 * @param of objects that the created ones belong to, by type
 * @param derives objects of their own type that the created ones are made from, by type
 * @param check objects that the arguments assert, by type
 * @param values by name
 * @param risk name of the tier; empty: not said here
 * @param writes whether it may change what it acts on; empty: not said here
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
        Optional<Boolean> writes) {

    /** With nothing but marks. */
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
                Optional.empty());
    }
}
