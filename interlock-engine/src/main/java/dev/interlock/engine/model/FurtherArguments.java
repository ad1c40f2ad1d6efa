package dev.interlock.engine.model;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of a held call beyond those of its facts, so that the approver sees all of them. No rule reads them, and nothing
 * in them is secret.
 *
 * @param unread arguments that the catalogue does not read, in clear, by path; values are String, Long, Boolean or null
 * @param digested arguments that are too long or too many to be shown in clear, by path
 * @param rest arguments for which there is no room even by name
 */
public record FurtherArguments(
        SortedMap<String, @Nullable Object> unread, SortedMap<String, Digested> digested, Optional<Rest> rest) {

    /** No further arguments: the facts of the call show all, or nobody is to approve it. */
    public static final FurtherArguments NONE =
            new FurtherArguments(Collections.emptySortedMap(), Collections.emptySortedMap(), Optional.empty());

    /**
     * A value that is not shown.
     *
     * @param size characters of its text, or of its canonical JSON where it is no text
     * @param digest {@code sha-256:} and the hex digest of that text
     */
    public record Digested(long size, String digest) {}

    /**
     * Arguments that are only counted.
     *
     * @param digest {@code sha-256:} and the hex digest over their names and values, or over all arguments where none is named
     */
    public record Rest(long count, String digest) {}

    public FurtherArguments {
        unread = Collections.unmodifiableSortedMap(new TreeMap<>(unread));
        digested = Collections.unmodifiableSortedMap(new TreeMap<>(digested));
    }

    /** These arguments without their names, only counted, where the record has no room for names. */
    public FurtherArguments counted(String argumentsDigest) {
        long count = unread.size() + digested.size() + rest.map(Rest::count).orElse(0L);
        return new FurtherArguments(
                Collections.emptySortedMap(),
                Collections.emptySortedMap(),
                Optional.of(new Rest(count, argumentsDigest)));
    }

    /** Returns whether any arguments are listed by name, so that {@link #counted} makes the record smaller. */
    public boolean named() {
        return !unread.isEmpty() || !digested.isEmpty();
    }

    public boolean isEmpty() {
        return unread.isEmpty() && digested.isEmpty() && rest.isEmpty();
    }
}
