package dev.interlock.server.replay.read;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The cases of all event logs of a run, numbered from 0 in the order in which they are met. A case of a table is what its rows name; a trace
 * of XES is a case of its own, so that two traces of one name are a {@link Collision}. Keeps each name, and where it was met first. Not
 * thread-safe.
 */
public final class Cases {

    /** The bits of a line; the number of its file stands above. */
    private static final int LINE_BITS = 40;
    /** Set where a case was met as a trace, and not in the rows of a table alone. */
    private static final long TRACE = Long.MIN_VALUE;

    private final boolean joined;
    private final Collisions collisions;
    private final NameTable names = new NameTable();
    private final List<String> files = new ArrayList<>();
    /** By number: where the case was met first, and {@link #TRACE}. */
    private long[] met = new long[16];
    /** By number: the name as the log wrote it first, where that is another than it is compared by. */
    private final Map<Integer, String> written = new HashMap<>();

    /** @param joined whether traces of one name are one case */
    public Cases(boolean joined, Collisions collisions) {
        this.joined = joined;
        this.collisions = collisions;
    }

    /** The number of cases that were met. */
    public int size() {
        return names.size();
    }

    /**
     * The case of a trace.
     *
     * @param name as it is compared
     * @param spelled as the log writes it
     */
    int trace(String name, String spelled, Place place) {
        return met(name, spelled, place, TRACE);
    }

    /** The case that a row of a table names. */
    int row(String name, Place place) {
        return met(name, name, place, 0);
    }

    /** @param how {@link #TRACE}, or 0 for a row */
    private int met(String name, String spelled, Place place, long how) {
        int before = names.size();
        int number = names.number(name);
        if (number == before) {
            if (number == met.length) {
                met = Arrays.copyOf(met, number + (number >> 1));
            }
            met[number] = at(place) | how;
            if (!spelled.equals(name)) {
                written.put(number, spelled);
            }
        } else if (how == TRACE || (met[number] & TRACE) != 0) {
            collide(number, name, new Collision.Seen(spelled, place));
            met[number] = met[number] & ~TRACE | how;
        }
        return number;
    }

    private void collide(int number, String name, Collision.Seen now) {
        if (!joined) {
            collisions.add(new Collision(
                    Collision.Kind.CASE,
                    name,
                    new Collision.Seen(written.getOrDefault(number, name), place(met[number])),
                    now));
        }
    }

    private long at(Place place) {
        if (files.isEmpty() || !files.getLast().equals(place.file())) {
            files.add(place.file());
        }
        return (files.size() - 1L) << LINE_BITS | place.line();
    }

    private Place place(long at) {
        long place = at & ~TRACE;
        return new Place(files.get((int) (place >>> LINE_BITS)), place & (1L << LINE_BITS) - 1);
    }

    /** The task in which what belongs to a case is done. */
    public static String task(int number) {
        return "case " + (number + 1);
    }
}
