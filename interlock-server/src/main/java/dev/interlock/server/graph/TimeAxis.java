package dev.interlock.server.graph;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Moments along a line: their order is exact, and quiet time between them is folded, since agents act in bursts. Moments of one lane are far
 * enough from each other to be told apart. Where there are too many, the oldest are left out.
 */
final class TimeAxis {

    /** The least time without a moment that is folded. */
    private static final long QUIET = 1_000;

    private static final double SAME_LANE = 22;
    private static final double OTHER_LANE = 12;
    private static final double FOLD = 22;
    private static final double LOOSEST = 1.6;

    /** Something that happens in a lane. */
    record Moment(String id, int lane, long timeMillis) {}

    /** Quiet time that is folded away. */
    record Fold(double x, long millis) {}

    private final Map<String, Double> places = new LinkedHashMap<>();
    private final List<Fold> folds = new ArrayList<>();
    private final int hidden;

    TimeAxis(List<Moment> moments, double from, double to) {
        List<Moment> ordered = new ArrayList<>(moments);
        ordered.sort(Comparator.comparingLong(Moment::timeMillis));
        int first = 0;
        double[] offsets = offsets(ordered);
        while (offsets.length > 1 && offsets[offsets.length - 1] > to - from) {
            first = Math.max(first + 1, first + ordered.size() / 16);
            offsets = offsets(ordered.subList(first, ordered.size()));
        }
        hidden = first;
        List<Moment> shown = ordered.subList(first, ordered.size());
        double length = offsets.length == 0 ? 0 : offsets[offsets.length - 1];
        double scale = length == 0 ? 1 : Math.min(LOOSEST, (to - from) / length);
        for (int i = 0; i < shown.size(); i++) {
            double x = from + offsets[i] * scale;
            long quiet =
                    i == 0 ? 0 : shown.get(i).timeMillis() - shown.get(i - 1).timeMillis();
            if (quiet >= QUIET) {
                folds.add(new Fold(x - FOLD * scale * 0.6, quiet));
            }
            places.put(shown.get(i).id(), x);
        }
    }

    private static double[] offsets(List<Moment> moments) {
        var offsets = new double[moments.size()];
        Map<Integer, Double> last = new HashMap<>();
        for (int i = 0; i < offsets.length; i++) {
            Moment moment = moments.get(i);
            double x = 0;
            if (i > 0) {
                boolean quiet = moment.timeMillis() - moments.get(i - 1).timeMillis() >= QUIET;
                x = offsets[i - 1] + OTHER_LANE + (quiet ? FOLD : 0);
                x = Math.max(x, last.getOrDefault(moment.lane(), -SAME_LANE) + SAME_LANE);
            }
            offsets[i] = x;
            last.put(moment.lane(), x);
        }
        return offsets;
    }

    /** Where the moment is; not a number where it is left out. */
    double of(String id) {
        return places.getOrDefault(id, Double.NaN);
    }

    boolean has(String id) {
        return places.containsKey(id);
    }

    List<Fold> folds() {
        return folds;
    }

    /** How many moments are left out. */
    int hidden() {
        return hidden;
    }
}
