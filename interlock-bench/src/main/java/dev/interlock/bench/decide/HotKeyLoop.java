package dev.interlock.bench.decide;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.model.CallFacts;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One call from decision to outcome, on a key where so many parties have acted before. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HotKeyLoop {

    private static final int POOL = 1 << 12;

    @Param("10")
    public int parties;

    private Domain domain;
    private final CallFacts[] facts = new CallFacts[POOL];
    private final int[] callers = new int[POOL];
    private int next;

    @Setup
    public void prepare() {
        domain = new Domain(RuleBook.oneRule("domain"), parties, 2);
        for (int party = 0; party < parties; party++) {
            domain.call(party, Calls.facts(0, "make", List.of(), party, RuleBook.HELD));
        }
        var random = new Random(parties);
        for (int i = 0; i < POOL; i++) {
            callers[i] = random.nextInt(parties);
            // Whoever made something may make more of it, and may not use it.
            String verb = i % 2 == 0 ? "make" : "use";
            facts[i] = Calls.facts(0, verb, List.of(), i, i % 4 == 1 ? RuleBook.HELD : RuleBook.DENIED);
        }
    }

    @Benchmark
    public Answer call() {
        int i = next++ & (POOL - 1);
        return domain.call(callers[i], facts[i]);
    }
}
