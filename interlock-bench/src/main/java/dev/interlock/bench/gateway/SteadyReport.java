package dev.interlock.bench.gateway;

import dev.interlock.bench.report.Result;
import dev.interlock.bench.report.ResultPrinter;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * The figures of one setting.
 *
 * @param delay what the server takes for a call, in milliseconds
 * @param rounds by target, as many of each
 */
record SteadyReport(int connections, int delay, Map<String, List<SteadyRound>> rounds) {

    /** All targets, in the order in which they are compared. */
    private static final List<String> TARGETS = List.of("direct", "nginx", "relay", "interlock");

    void print(ResultPrinter results) {
        TARGETS.stream().filter(rounds::containsKey).forEach(target -> {
            throughput(results, target);
            latency(results, target, "p50", round -> round.calls().p50());
            latency(results, target, "p99", round -> round.calls().p99());
            latency(results, target, "p99.9", round -> round.calls().p999());
            results.print(result("longest_latency_ms", target, Map.of(), longest(target), "ms"));
            used(results, target);
        });
    }

    /** The figure beside that of each target before it; alone where there is none. */
    private void throughput(ResultPrinter results, String target) {
        ToDoubleFunction<SteadyRound> figure = round -> round.calls().perSecond();
        Result result = result("requests_per_second", target, Map.of(), median(target, figure), "1/s");
        List<String> others = TARGETS.subList(0, TARGETS.indexOf(target)).stream()
                .filter(rounds::containsKey)
                .toList();
        if (others.isEmpty()) {
            results.print(result);
        }
        others.forEach(other -> results.print(result.comparedWith(other, median(other, figure))));
    }

    /** The figure beside that of the first target. */
    private void latency(ResultPrinter results, String target, String quantile, ToDoubleFunction<SteadyRound> figure) {
        String first = TARGETS.getFirst();
        Result result = result("latency_ms", target, Map.of("quantile", quantile), median(target, figure), "ms");
        results.print(target.equals(first) ? result : result.comparedWith(first, median(first, figure)));
    }

    private void used(ResultPrinter results, String target) {
        Map<String, Duration> cpu = new TreeMap<>();
        long calls = 0;
        long allocated = 0;
        for (SteadyRound round : rounds(target)) {
            calls += round.calls().answered();
            allocated += round.use().allocated();
            cpu.merge(Way.CLIENT, round.calls().cpu(), Duration::plus);
            round.use().cpu().forEach((part, time) -> cpu.merge(part, time, Duration::plus));
        }
        long answered = calls;
        cpu.forEach((part, time) -> results.print(
                result("cpu_us_per_call", target, Map.of("part", part), time.toNanos() / 1e3 / answered, "us")));
        if (allocated > 0) {
            results.print(result("bytes_per_call", target, Map.of(), (double) allocated / answered, "B"));
        }
    }

    private Result result(String metric, String target, Map<String, Object> params, double value, String unit) {
        Map<String, Object> all = new HashMap<>(params);
        all.put("target", target);
        all.put("connections", connections);
        all.put("upstream_ms", delay);
        return new Result(GatewayBench.NAME, metric, all, value, unit);
    }

    private double median(String target, ToDoubleFunction<SteadyRound> figure) {
        double[] sorted = rounds(target).stream().mapToDouble(figure).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private double longest(String target) {
        return rounds(target).stream()
                .mapToDouble(round -> round.calls().longest())
                .max()
                .orElse(0);
    }

    private List<SteadyRound> rounds(String target) {
        return rounds.getOrDefault(target, List.of());
    }
}
