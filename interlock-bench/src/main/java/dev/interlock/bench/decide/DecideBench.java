package dev.interlock.bench.decide;

import dev.interlock.bench.report.Bench;
import dev.interlock.bench.report.Result;
import dev.interlock.bench.report.ResultPrinter;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * {@code bench/run decide}: the time of one call from decision to outcome in the engine alone (no ledger), by the number of
 * rules and of live bindings; the memory of a binding; and the same machine's floor and peers in the same run.
 */
public final class DecideBench implements Bench {

    private static final String NAME = "decide";
    private static final int FEW = 10_000;
    private static final int MANY = 1_000_000;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String title() {
        return "time per decision by rules and bindings, memory per binding, compared with jCasbin and Cedar";
    }

    @Override
    public void run(List<String> args, ResultPrinter results) throws BadArguments, RunnerException {
        if (!args.isEmpty()) {
            throw new BadArguments("takes no arguments");
        }
        memory(results);
        double floor = measure(FloorLoop.class, Map.of());
        for (int bindings : new int[] {FEW, MANY}) {
            double ten = decision(10, bindings, RuleBook.Kinds.SEPARATE);
            results.print(nanos(10, bindings, ten).comparedWith("floor", floor));
            double tenThousand = decision(10_000, bindings, RuleBook.Kinds.SEPARATE);
            results.print(nanos(10_000, bindings, tenThousand).comparedWith("10-rules", ten));
        }
        double mixed = decision(10, MANY, RuleBook.Kinds.MIXED);
        results.print(time(Map.of("rules", 10, "bindings", MANY, "kinds", "mixed"), mixed)
                .comparedWith("floor", floor));
        hotKey(results);
        peers(results);
    }

    private static void memory(ResultPrinter results) {
        for (int rules : new int[] {10, 10_000}) {
            results.print(bytes(Map.of("rules", rules, "bindings", MANY), Memory.bytesPerBinding(rules, MANY)));
        }
        results.print(
                bytes(Map.of("rules", 1, "bindings", MANY, "rules_per_key", 1), Memory.bytesPerLoneBinding(MANY)));
    }

    private static void hotKey(ResultPrinter results) throws RunnerException {
        double ten = measure(HotKeyLoop.class, Map.of("parties", 10));
        results.print(time(Map.of("rules", 1, "hot_key_parties", 10), ten));
        double many = measure(HotKeyLoop.class, Map.of("parties", 10_000));
        results.print(time(Map.of("rules", 1, "hot_key_parties", 10_000), many).comparedWith("10-parties", ten));
    }

    private static void peers(ResultPrinter results) throws RunnerException {
        double own = decision(CasbinLoop.RULES, FEW, RuleBook.Kinds.SEPARATE);
        double casbin = measure(CasbinLoop.class, Map.of());
        double cedar = measure(CedarLoop.class, Map.of());
        results.print(nanos(CasbinLoop.RULES, FEW, own).comparedWith("jcasbin", casbin));
        results.print(nanos(CedarLoop.RULES, FEW, own).comparedWith("cedar-java", cedar));
    }

    private static double decision(int rules, int bindings, RuleBook.Kinds kinds) throws RunnerException {
        return measure(DecisionLoop.class, Map.of("rules", rules, "bindings", bindings, "kinds", kinds.name()));
    }

    /** The median of the iterations, in nanoseconds: one that another process disturbed does not count. */
    private static double measure(Class<?> loop, Map<String, Object> params) throws RunnerException {
        var options = new OptionsBuilder()
                .include(loop.getName() + "\\..*")
                .forks(1)
                .warmupIterations(10) // after four the JVM still compiles
                .warmupTime(TimeValue.seconds(2))
                .measurementIterations(7)
                .measurementTime(TimeValue.seconds(1))
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT);
        params.forEach((name, value) -> options.param(name, value.toString()));
        System.err.println(NAME + ": " + loop.getSimpleName() + " " + params);
        return median(options.build());
    }

    private static double median(Options options) throws RunnerException {
        Collection<RunResult> all = new Runner(options).run();
        if (all.size() != 1) {
            throw new IllegalStateException("one figure expected, not " + all.size());
        }
        return all.iterator().next().getPrimaryResult().getStatistics().getPercentile(50);
    }

    private static Result nanos(int rules, int bindings, double value) {
        return time(Map.of("rules", rules, "bindings", bindings), value);
    }

    private static Result time(Map<String, Object> params, double value) {
        return new Result(NAME, "ns_per_decision", params, value, "ns");
    }

    private static Result bytes(Map<String, Object> params, double value) {
        return new Result(NAME, "bytes_per_binding", params, value, "B");
    }
}
