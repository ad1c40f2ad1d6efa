package dev.interlock.engine.state;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The open calls by number, and by the time until which their outcomes are to be reported. */
public final class CallTable {

    private final Map<Long, OpenCall> open = new HashMap<>();
    private final SortedSet<Due> due = new TreeSet<>();
    private final TreeMap<Long, OpenCall> unknown = new TreeMap<>();

    /** When the outcome of a call is to be reported. */
    private record Due(long reportMillis, long call) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            int byTime = Long.compare(reportMillis, other.reportMillis);
            return byTime != 0 ? byTime : Long.compare(call, other.call);
        }
    }

    public @Nullable OpenCall get(long number) {
        return open.get(number);
    }

    /** Ascending by number. */
    public Collection<OpenCall> all() {
        return new TreeMap<>(open).values();
    }

    /** Calls whose outcome was to be reported before this time and was not, the longest overdue first; so many at the most. */
    public List<Long> overdue(long now, int most) {
        var found = new ArrayList<Long>();
        for (Due one : due) {
            if (one.reportMillis() >= now || found.size() == most) {
                break;
            }
            found.add(one.call());
        }
        return found;
    }

    /** The calls of unknown outcome, ascending. */
    public Collection<OpenCall> unknown() {
        return Collections.unmodifiableCollection(unknown.values());
    }

    /** All, in no particular order. */
    public Collection<OpenCall> inNoOrder() {
        return Collections.unmodifiableCollection(open.values());
    }

    void put(OpenCall call) {
        remove(call.view().seq());
        open.put(call.view().seq(), call);
        if (call.unknown()) {
            unknown.put(call.view().seq(), call);
        } else if (reports(call)) {
            due.add(due(call));
        }
    }

    void remove(long number) {
        OpenCall before = open.remove(number);
        unknown.remove(number);
        if (before != null && reports(before)) {
            due.remove(due(before));
        }
    }

    private static boolean reports(OpenCall call) {
        return call.asked().isPresent() && call.asked().get().reportMillis().isPresent();
    }

    private static Due due(OpenCall call) {
        return new Due(
                call.asked().orElseThrow().reportMillis().orElseThrow(),
                call.view().seq());
    }
}
