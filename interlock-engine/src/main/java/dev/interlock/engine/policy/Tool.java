package dev.interlock.engine.policy;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A tool of the catalogue, as far as the fold needs to know it.
 *
 * @param name {@code server/tool}
 * @param marks the marks of every call, where they depend on no condition
 * @param conditional whether the marks of a call depend on a condition; then the recorded marks of the event count
 * @param observed whether nobody calls it here, so that only sources tell of its calls
 * @param idempotent whether calling it twice with the same arguments does no more than calling it once
 * @param all the kinds of which a call may be about every key
 * @param mayExist the types whose objects may be there already where a call would create them, with the types above them
 */
public record Tool(
        String name,
        SortedSet<String> marks,
        boolean conditional,
        boolean observed,
        boolean idempotent,
        SortedSet<String> all,
        SortedSet<String> mayExist) {

    public Tool {
        all = Collections.unmodifiableSortedSet(new TreeSet<>(all));
        mayExist = Collections.unmodifiableSortedSet(new TreeSet<>(mayExist));
    }

    /** This tool, of which a call may be about every key of these kinds. */
    public Tool withAll(SortedSet<String> kinds) {
        return new Tool(name, marks, conditional, observed, idempotent, kinds, mayExist);
    }

    public Tool(String name, SortedSet<String> marks, boolean conditional, boolean observed) {
        this(name, marks, conditional, observed, false);
    }

    public Tool(String name, SortedSet<String> marks, boolean conditional, boolean observed, boolean idempotent) {
        this(
                name,
                marks,
                conditional,
                observed,
                idempotent,
                Collections.emptySortedSet(),
                Collections.emptySortedSet());
    }

    public Tool(String name, SortedSet<String> marks, boolean conditional) {
        this(name, marks, conditional, false);
    }
}
