package dev.interlock.engine.model;

import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The scope of a break-glass lane: the calls that may be made in it.
 *
 * @param duties the duties of its calls
 * @param objects the objects that it is for, ascending; of a type that none of them has, it is for every object
 */
public record LaneScope(SortedSet<String> duties, List<Key> objects) {
    public LaneScope {
        duties = Collections.unmodifiableSortedSet(new TreeSet<>(duties));
        objects = List.copyOf(objects);
    }
}
