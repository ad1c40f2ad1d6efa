package dev.interlock.bench.decide;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is measured is what the comments say: everybody does again what they did, and a colleague is stopped. */
class WorkloadTest {

    @ParameterizedTest
    @EnumSource(RuleBook.Kinds.class)
    void halfOfTheCallsArePermitted(RuleBook.Kinds kinds) {
        var workload = new Workload(16, 3_200, kinds);
        workload.populate();
        int permits = 0;
        for (int i = 0; i < 10; i++) {
            workload.draw();
            permits += workload.run();
        }
        assertThat(permits).isBetween(4 * Workload.BATCH, 6 * Workload.BATCH);
    }
}
