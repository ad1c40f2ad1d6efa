package dev.interlock.server.replay;

import dev.interlock.server.replay.read.Flaw;
import dev.interlock.server.replay.read.Place;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What was wrong with the input: how often, and where first. */
public final class Flaws {

    /** How many places of each kind are named. */
    private static final int NAMED = 3;

    /** One of the first places. */
    public record Found(Place place, String message) {}

    /** All of one kind. */
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

    /** How many there were of the kind. */
    public long count(Flaw flaw) {
        return counts.getOrDefault(flaw, 0L);
    }

    /** Whether the input is at fault anywhere. */
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
