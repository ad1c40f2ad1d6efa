package dev.interlock.bench.report;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One measured figure.
 *
 * @param bench name of the benchmark
 * @param metric what was measured, with its unit in the name where usual ({@code ns_per_decision})
 * @param params under which settings: texts, numbers and truth values by name
 * @param value the figure; finite
 * @param unit its unit, for people
 * @param comparison the same figure of something else, if that was measured in the same run
 */
public record Result(
        String bench,
        String metric,
        Map<String, Object> params,
        double value,
        String unit,
        Optional<Comparison> comparison) {

    /**
     * What a figure is compared with.
     *
     * @param to name of the other
     * @param ratio this value divided by the other's; finite
     */
    public record Comparison(String to, double ratio) {
        public Comparison {
            requireFinite("ratio to `" + to + "`", ratio);
        }
    }

    public Result {
        requireFinite("`" + metric + "` of `" + bench + "`", value);
        params.forEach((name, param) -> {
            switch (param) {
                case String text -> {}
                case Boolean truth -> {}
                case Integer whole -> {}
                case Long whole -> {}
                case Double number -> requireFinite("parameter `" + name + "`", number);
                default ->
                    throw new IllegalArgumentException("parameter `" + name + "` is not a text, number or boolean");
            }
        });
        // sorted, so that the same settings always make the same line
        params = Collections.unmodifiableMap(new TreeMap<>(params));
    }

    /** A figure without comparison. */
    public Result(String bench, String metric, Map<String, Object> params, double value, String unit) {
        this(bench, metric, params, value, unit, Optional.empty());
    }

    /** The same figure, compared with the other's {@code otherValue} of the same metric and settings. */
    public Result comparedWith(String other, double otherValue) {
        return new Result(bench, metric, params, value, unit, Optional.of(new Comparison(other, value / otherValue)));
    }

    private static void requireFinite(String what, double number) {
        if (!Double.isFinite(number)) {
            throw new IllegalArgumentException(what + " is `" + number + "`, which is not a finite number");
        }
    }
}
