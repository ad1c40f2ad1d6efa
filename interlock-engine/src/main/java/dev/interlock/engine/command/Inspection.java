package dev.interlock.engine.command;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The inspection of the content that a call is answered with, before anybody got it.
 *
 * @param labels marks {@code label/...} that were found in it
 * @param reasons the reasons why the catalogue withholds it, in a few words without a part of the content; none when it does not
 * @param conditions results of the conditions of {@code forbid} rules about these labels, by rule
 */
public record Inspection(SortedSet<String> labels, List<String> reasons, SortedMap<String, Boolean> conditions) {
    public Inspection {
        labels = Collections.unmodifiableSortedSet(new TreeSet<>(labels));
        reasons = List.copyOf(reasons);
        conditions = Collections.unmodifiableSortedMap(new TreeMap<>(conditions));
    }
}
