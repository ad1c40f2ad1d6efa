package dev.interlock.bench.report;

import java.util.Arrays;

/** The median of what the rounds of a benchmark measured, which one disturbed round does not change. */
public final class Median {

    private Median() {}

    public static double of(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
