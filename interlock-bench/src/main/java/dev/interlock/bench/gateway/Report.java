package dev.interlock.bench.gateway;

import dev.interlock.bench.report.Median;
import dev.interlock.bench.report.Result;
import dev.interlock.bench.report.ResultPrinter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * The figures of one setting.
 *
 * @param delay what the server takes for a call, in milliseconds
 * @param rounds by variant, as many of each; those of one turn have the same place
 */
record Report(int clients, int delay, Map<String, List<Round>> rounds) {

    private static final String INTERLOCK = "interlock";

    void print(ResultPrinter results) {
        for (String of : List.of("direct", "relay", INTERLOCK)) {
            print(results, "latency", Map.of("of", of, "quantile", "p50"), median(of, Round::p50), "us");
            print(results, "latency", Map.of("of", of, "quantile", "p99"), median(of, Round::p99), "us");
            print(results, "throughput", Map.of("of", of), median(of, Round::perSecond), "calls/s");
        }
        for (String of : List.of("relay", INTERLOCK)) {
            print(results, "cpu_per_call", Map.of("of", of), median(of, Round::cpuMicros), "us");
        }
        ratios(results, "relay", "direct");
        ratios(results, INTERLOCK, "direct");
        ratios(results, INTERLOCK, "relay");
    }

    private void ratios(ResultPrinter results, String of, String to) {
        print(results, "latency_ratio", Map.of("of", of, "to", to, "quantile", "p50"), ratio(of, to, Round::p50), "1");
        print(results, "latency_ratio", Map.of("of", of, "to", to, "quantile", "p99"), ratio(of, to, Round::p99), "1");
        print(results, "throughput_ratio", Map.of("of", of, "to", to), ratio(of, to, Round::perSecond), "1");
    }

    private void print(ResultPrinter results, String metric, Map<String, Object> params, double value, String unit) {
        Map<String, Object> all = new HashMap<>(params);
        all.put("clients", clients);
        all.put("upstream_ms", delay);
        results.print(new Result(GatewayBench.NAME, metric, all, value, unit));
    }

    private double median(String of, ToDoubleFunction<Round> figure) {
        return Median.of(rounds(of).stream().mapToDouble(figure).toArray());
    }

    private double ratio(String of, String to, ToDoubleFunction<Round> figure) {
        List<Round> ours = rounds(of);
        List<Round> theirs = rounds(to);
        double[] ratios = new double[ours.size()];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = figure.applyAsDouble(ours.get(i)) / figure.applyAsDouble(theirs.get(i));
        }
        return Median.of(ratios);
    }

    private List<Round> rounds(String of) {
        return rounds.getOrDefault(of, List.of());
    }
}
