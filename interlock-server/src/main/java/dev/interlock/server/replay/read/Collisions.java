package dev.interlock.server.replay.read;

import java.util.ArrayList;
import java.util.List;

/** The collisions of names in the logs of a run: how many there are, and the first of them. Not thread-safe. */
public final class Collisions {

    private static final int NAMED = 10;

    private final List<Collision> first = new ArrayList<>();
    private long count;

    /** Takes note of a collision. */
    public void add(Collision collision) {
        count++;
        if (first.size() < NAMED) {
            first.add(collision);
        }
    }

    /** The number of collisions. */
    public long count() {
        return count;
    }

    /** The first collisions, in the order in which they were met. */
    public List<Collision> first() {
        return List.copyOf(first);
    }
}
