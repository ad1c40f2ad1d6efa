package dev.interlock.properties.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.testkit.simulate.EngineSubject;
import dev.interlock.testkit.simulate.Simulation;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What was recorded is all there is: a state folded again, or read back, decides as the one that was lost. */
class SimulationTest {

    private static final long RUNS = Long.getLong("interlock.simulations", 500);
    private static final long SEED = Long.getLong("interlock.seed", 1);

    @Test
    void crashesLoseNothingThatWasRecorded() {
        List<Simulation.Outcome> outcomes = LongStream.range(SEED, SEED + RUNS)
                .parallel()
                .mapToObj(seed -> new Simulation(seed, EngineSubject::new, new Simulation.MemoryLog()).run(60))
                .toList();
        assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome.broken()).isEmpty());
        assertThat(outcomes.stream().mapToInt(Simulation.Outcome::crashes).sum())
                .isGreaterThan((int) RUNS);
        assertThat(outcomes.stream().mapToInt(Simulation.Outcome::restored).sum())
                .isGreaterThan((int) RUNS);
    }
}
