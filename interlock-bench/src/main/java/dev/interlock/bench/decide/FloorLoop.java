package dev.interlock.bench.decide;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What eight look-ups by random keys cost here, with nothing around them: eight gets from a HashMap of a million. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FloorLoop {

    private static final int SIZE = 1_000_000;
    private static final int LOOKUPS = RuleBook.GROUP;

    private static final long[] NONE = {0};

    private final Map<Long, long[]> map = new HashMap<>();
    private final SplittableRandom random = new SplittableRandom(1);

    @Setup
    public void prepare() {
        for (long key = 0; key < SIZE; key++) {
            map.put(key, new long[] {key});
        }
    }

    @Benchmark
    public long lookups() {
        long sum = 0;
        for (int i = 0; i < LOOKUPS; i++) {
            sum += map.getOrDefault((long) random.nextInt(SIZE), NONE)[0];
        }
        return sum;
    }
}
