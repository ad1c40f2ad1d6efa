package dev.interlock.bench.decide;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
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
        int permits = 0;
        for (int batch = 0; batch < 100; batch++) {
            workload.draw();
            permits += workload.run();
        }
        if (permits < 45 * Workload.BATCH || permits > 55 * Workload.BATCH) {
            throw new IllegalStateException("about half of the calls should be permitted, not " + permits);
        }
    }

    @Setup(Level.Invocation)
    public void draw() {
        workload.draw();
    }

    @Benchmark
    @OperationsPerInvocation(Workload.BATCH)
    public int calls() {
        return workload.run();
    }
}
