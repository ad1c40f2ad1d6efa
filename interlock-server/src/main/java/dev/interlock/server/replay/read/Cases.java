package dev.interlock.server.replay.read;

import java.util.HashMap;
import java.util.Map;

/**
 * The cases of all event logs of a run, numbered from 0 in the order in which they are met. A case of a table is what its rows name; a trace
 * of XES is a case of its own, so that two traces of one name are a {@link Collision}. Keeps each name. Not thread-safe.
 */
public final class Cases {

    /** @param trace whether it was met as a trace, and not in the rows of a table alone */
    private record Known(int number, String written, Place place, boolean trace) {}

    private final boolean joined;
    private final Collisions collisions;
    private final Map<String, Known> byName = new HashMap<>();
    private int size;

    /** @param joined whether traces of one name are one case */
    public Cases(boolean joined, Collisions collisions) {
        this.joined = joined;
        this.collisions = collisions;
    }

    /** The number of cases that were met. */
    public int size() {
        return size;
    }

    /**
     * The case of a trace.
     *
     * @param name as it is compared
     * @param written as the log writes it
     */
    int trace(String name, String written, Place place) {
        return met(name, new Known(size, written, place, true));
    }

    /** The case that a row of a table names. */
    int row(String name, Place place) {
        Known known = byName.get(name);
        return known == null || known.trace() ? met(name, new Known(size, name, place, false)) : known.number();
    }

    private int met(String name, Known now) {
        Known before = byName.put(name, now);
        if (before == null) {
            return size++;
        }
        if (!joined) {
            collisions.add(new Collision(
                    Collision.Kind.CASE,
                    name,
                    new Collision.Seen(before.written(), before.place()),
                    new Collision.Seen(now.written(), now.place())));
        }
        byName.put(name, new Known(before.number(), before.written(), before.place(), now.trace()));
        return before.number();
    }

    /** The task in which what belongs to a case is done. */
    public static String task(int number) {
        return "case " + (number + 1);
    }
}
