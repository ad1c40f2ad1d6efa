package dev.interlock.engine.model;

import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What may be done in a break-glass lane.
 *
 * @param duties the duties of its calls
 * @param objects the objects that it is for, ascending; of types that none of them has any object may be meant
 */
public record LaneScope(SortedSet<String> duties, List<Key> objects) {
    public LaneScope {
        duties = Collections.unmodifiableSortedSet(new TreeSet<>(duties));
        objects = List.copyOf(objects);
    }
}
