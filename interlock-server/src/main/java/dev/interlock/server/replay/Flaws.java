package dev.interlock.server.replay;

import dev.interlock.server.replay.read.Flaw;
import dev.interlock.server.replay.read.Place;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The flaws of the input: how often each was met, and where first. */
public final class Flaws {

    /** The number of places of each kind that are named. */
    private static final int NAMED = 3;

    /** One of the first places, and what was wrong there. */
    public record Found(Place place, String message) {}

    /** The flaws of one kind. */
    public record Row(Flaw flaw, long count, List<Found> first) {}

    private final Map<Flaw, Long> counts = new EnumMap<>(Flaw.class);
    private final Map<Flaw, List<Found>> first = new EnumMap<>(Flaw.class);

    void add(Flaw flaw, Place place, String message) {
        counts.merge(flaw, 1L, Long::sum);
        List<Found> named = first.computeIfAbsent(flaw, f -> new ArrayList<>(NAMED));
        if (named.size() < NAMED) {
            named.add(new Found(place, message));
        }
    }

    /** Returns how many flaws of the kind there were. */
    public long count(Flaw flaw) {
        return counts.getOrDefault(flaw, 0L);
    }

    /** Returns whether the input is at fault anywhere. */
    public boolean bad() {
        return counts.keySet().stream().anyMatch(Flaw::bad);
    }

    public List<Row> rows() {
        return counts.entrySet().stream()
                .map(entry -> new Row(
                        entry.getKey(), entry.getValue(), List.copyOf(first.getOrDefault(entry.getKey(), List.of()))))
                .toList();
    }
}
