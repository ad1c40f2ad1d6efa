package dev.interlock.policy.argument;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Arguments as a catalogue declares them.
 *
 * @param names the rule for the names that an object may have
 * @param byName the declarations of its members
 * @param inLists the declaration of the elements of a list
 * @param types the types that a value may have; empty for any
 */
public record ByHand(
        Names names,
        SortedMap<String, ByHand> byName,
        Optional<ByHand> inLists,
        Set<ValueType> types,
        List<Constraint> constraints)
        implements Declared {

    public ByHand {
        types = Set.copyOf(types);
        constraints = List.copyOf(constraints);
    }

    /** An object with this rule for its names. */
    public static ByHand of(Names names) {
        return new ByHand(names, Collections.emptySortedMap(), Optional.empty(), Set.of(), List.of());
    }

    /** An object with these members. */
    public static ByHand of(SortedMap<String, ByHand> members) {
        return new ByHand(Names.CLOSED, members, Optional.empty(), Set.of(), List.of());
    }

    @Override
    public @Nullable Declared member(String name) {
        return byName.get(name);
    }

    @Override
    public SortedSet<String> members() {
        return Collections.unmodifiableSortedSet(new TreeSet<>(byName.keySet()));
    }

    @Override
    public @Nullable Declared elements() {
        return inLists.orElse(null);
    }

    /** Returns whether anything here or below says {@code open}. */
    public boolean isOpenAnywhere() {
        return names == Names.OPEN
                || byName.values().stream().anyMatch(ByHand::isOpenAnywhere)
                || inLists.filter(ByHand::isOpenAnywhere).isPresent();
    }
}
