package dev.interlock.engine.model;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The contacts that a call registers, and those that it removes or changes. Computed once, from its arguments, before the decision, and
 * recorded with the call; never computed again in the fold. Values are digests: {@code sha-256:} and the hex digest of a text.
 *
 * @param registered the destinations that it registers, in their canonical form
 * @param marks of the calls in which those destinations count as contacts; none: in all calls
 * @param ends whether it removes or changes contacts
 * @param ended the contacts that it removes or changes, each as its destination in its canonical form, or as the id of its record; if there
 *     are none although it {@code ends} some, nobody knows which, and all are meant
 * @param written the texts of {@code ended} that are not in their canonical form, as they were written: an id may look like a destination
 */
public record ContactChanges(
        SortedSet<String> registered,
        SortedSet<String> marks,
        boolean ends,
        SortedSet<String> ended,
        SortedSet<String> written) {

    /** Contacts that count in all calls, and whose names are in their canonical form. */
    public ContactChanges(SortedSet<String> registered, boolean ends, SortedSet<String> ended) {
        this(registered, Collections.emptySortedSet(), ends, ended, Collections.emptySortedSet());
    }

    public ContactChanges {
        registered = Collections.unmodifiableSortedSet(new TreeSet<>(registered));
        marks = Collections.unmodifiableSortedSet(new TreeSet<>(marks));
        ended = Collections.unmodifiableSortedSet(new TreeSet<>(ended));
        written = Collections.unmodifiableSortedSet(new TreeSet<>(written));
    }
}
