package dev.interlock.policy.argument;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The arguments of a request to an API: each group is there, whether or not anything is described in it. */
public record GroupedRequest(Declared request) implements Declared {

    /** The groups that frameworks merge. */
    public static final List<String> MERGED = List.of("path", "query", "body");

    /** The groups of a request. A body of which nothing is described has no names. */
    private static final Set<String> GROUPS = Set.of("path", "query", "header", "body");

    private static final Declared NOTHING = ByHand.of(new TreeMap<>());

    @Override
    public Names names() {
        return request.names();
    }

    @Override
    public @Nullable Declared member(String name) {
        Declared described = request.member(name);
        return described == null && GROUPS.contains(name) ? NOTHING : described;
    }

    @Override
    public SortedSet<String> members() {
        SortedSet<String> names = new TreeSet<>(request.members());
        names.addAll(GROUPS);
        return Collections.unmodifiableSortedSet(names);
    }

    @Override
    public @Nullable Declared elements() {
        return request.elements();
    }

    @Override
    public Set<ValueType> types() {
        return request.types();
    }

    @Override
    public List<Constraint> constraints() {
        return request.constraints();
    }
}
