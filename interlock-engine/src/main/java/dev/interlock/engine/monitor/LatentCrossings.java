package dev.interlock.engine.monitor;

import dev.interlock.engine.table.ActorTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The crossings of a {@code wall} by two values of a column that become one: together they stand on two sides, and
 * neither did so alone.
 */
record LatentCrossings(
        Relink link, ActorTable actors, WallSides sides, Map<Integer, List<WallMonitor.Open>> open, long after) {

    /** Open calls are more recent than all that settled. */
    private static final long OPEN = 1L << 62;

    /** The most recent call on the class, and the most recent on another dataset than that. */
    Optional<List<WallSides.Side>> in(int ofClass) {
        Optional<List<WallSides.Side>> together = crossing(ofClass, link.first(), link.second());
        return together.isPresent()
                        && crossing(ofClass, link.first()).isEmpty()
                        && crossing(ofClass, link.second()).isEmpty()
                ? together
                : Optional.empty();
    }

    private Optional<List<WallSides.Side>> crossing(int ofClass, int... values) {
        var touched = new ArrayList<WallSides.Side>();
        sides.addTwo(ofClass, ActorTable.UNKNOWN, after, touched);
        for (int value : values) {
            sides.addTwo(ofClass, value, after, touched);
        }
        for (WallMonitor.Open one : open.getOrDefault(ofClass, List.of())) {
            int theirs = one.call().row()[link.column()];
            boolean counts = theirs == ActorTable.UNKNOWN;
            for (int value : values) {
                counts |= IntStream.of(actors.members(theirs)).anyMatch(own -> own == value);
            }
            if (counts) {
                for (int dataset : one.datasets()) {
                    touched.add(new WallSides.Side(
                            one.call().seq(), dataset, OPEN + one.call().seq()));
                }
            }
        }
        touched.sort(Comparator.comparing(WallSides.Side::settled).reversed());
        return touched.stream()
                .skip(1)
                .filter(side ->
                        Touched.differ(side.dataset(), touched.getFirst().dataset()))
                .findFirst()
                .map(side -> List.of(touched.getFirst(), side));
    }
}
