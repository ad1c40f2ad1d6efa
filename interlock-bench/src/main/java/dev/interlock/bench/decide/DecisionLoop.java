package dev.interlock.bench.decide;

import dev.interlock.engine.command.Answer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One call from decision to outcome, in a domain that remembers so much. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DecisionLoop {

    @Param("10")
    public int rules;

    @Param("10000")
    public int bindings;

    @Param("SEPARATE")
    public String kinds;

    private Workload workload;

    @Setup
    public void prepare() {
        workload = new Workload(rules, bindings, RuleBook.Kinds.valueOf(kinds));
        workload.populate();
        workload.draw();
        double permits = workload.shareOfPermits(10_000);
        if (permits < 0.45 || permits > 0.55) {
            throw new IllegalStateException("about half of the calls should be permitted, not " + permits);
        }
    }

    @Benchmark
    public Answer call() {
        return workload.step();
    }
}
