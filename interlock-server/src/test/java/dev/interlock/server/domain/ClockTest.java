package dev.interlock.server.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.model.Caller;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A clock that is set back: time stands still until the clock has caught up, and nothing gets younger. */
class ClockTest {

    private static final Caller ANN = Rig.agent("ann", "payables");
    private static final long START = 1_000_000;
    private static final long DEADLINE = START + 900_000;

    @Test
    void recordedTimeNeverGoesBack() throws IOException {
        var random = new Random(7);
        try (var rig = new Rig()) {
            long task = rig.open(ANN);
            for (int i = 0; i < 300; i++) {
                rig.clock.set(START + random.nextInt(100_000));
                rig.call(ANN, task, Rig.edit("v" + i));
                if (i % 100 == 50) {
                    rig.clock.set(1); // a machine without a battery starts in 1970
                    rig.restart();
                }
            }
            List<Long> times = rig.record().stream().map(Recorded::timeMillis).toList();
            assertThat(times).isSorted();
            assertThat(rig.state()).isEqualTo(rig.fold());
        }
    }

    @Test
    void aWindowIsNotLeftByGoingBack() throws IOException {
        try (var rig = new Rig(Rig.bundle("windowed", OptionalLong.of(5_000)))) {
            long task = rig.open(ANN);
            rig.succeed(rig.call(ANN, task, Rig.create()), "vendor/1");
            for (long clock : new long[] {START - 1_000_000 + 1, START - 10_000, START + 4_000}) {
                rig.clock.set(clock);
                assertThat(rig.call(ANN, task, Rig.pay("1"))).as("at %d", clock).isInstanceOf(Answer.Deny.class);
            }
            rig.clock.set(START + 5_001);
            assertThat(rig.call(ANN, task, Rig.pay("1"))).isInstanceOf(Answer.Permit.class);
        }
    }

    @Test
    void aDeadlineThatPassedStaysPassed() throws IOException {
        try (var rig = new Rig()) {
            long task = rig.open(ANN);
            keepAwake(rig, task);
            assertThat(rig.call(ANN, task, Rig.edit("1"))).isInstanceOf(Answer.Permit.class);
            rig.clock.set(DEADLINE + 1);
            assertOver(rig.call(ANN, task, Rig.edit("1")));
            rig.clock.set(START);
            assertOver(rig.call(ANN, task, Rig.edit("1")));
            rig.restart();
            assertOver(rig.call(ANN, task, Rig.edit("1")));
        }
    }

    /** Comes close to the deadline without being idle for long. */
    private static void keepAwake(Rig rig, long task) {
        for (long clock = START; clock < DEADLINE; clock += 200_000) {
            rig.clock.set(clock);
            rig.call(ANN, task, Rig.edit("1"));
        }
    }

    private static void assertOver(Answer answer) {
        assertThat(answer)
                .isInstanceOfSatisfying(
                        Answer.Deny.class,
                        deny -> assertThat(deny.findings().getFirst().code())
                                .isIn(FindingCode.TASK_EXPIRED, FindingCode.TASK_ENDED));
    }
}
