package dev.interlock.server.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.event.ClockEvent;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.model.Caller;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A clock that is set back a little: time stands still until the clock has caught up, and nothing gets younger. By more it is in doubt. */
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
                    rig.clock.set(START - 150_000); // set back a little less than is in doubt
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
            for (long clock : new long[] {START - 300_000, START - 10_000, START + 4_000}) {
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
            rig.clock.set(DEADLINE - 250_000);
            assertOver(rig.call(ANN, task, Rig.edit("1")));
            rig.restart();
            assertOver(rig.call(ANN, task, Rig.edit("1")));
            rig.clock.set(START);
            assertThat(rig.call(ANN, task, Rig.edit("1")))
                    .isInstanceOfSatisfying(
                            Answer.Deny.class,
                            deny -> assertThat(deny.findings().getFirst().code())
                                    .isEqualTo(FindingCode.CLOCK_IN_DOUBT));
        }
    }

    /** Without boot time the process goes by what it read last: it looks each second. */
    @Test
    void aMonthAheadBetweenTwoLooksIsInDoubt() throws IOException {
        long days = 86_400_000;
        try (var rig = new Rig()) {
            for (int week = 0; week < 8; week++) {
                rig.clock.addAndGet(7 * days);
                assertThat(rig.domain.ask(new Command.Tick()).answer()).isInstanceOf(Answer.Done.class);
            }
            assertThat(rig.domain.ready()).isTrue();
            rig.open(ANN);
            rig.clock.addAndGet(31 * days);
            assertThat(rig.domain.ask(new Command.Tick()).answer()).isInstanceOf(Answer.Done.class);
            assertThat(rig.domain.ready()).isFalse();
            assertThat(rig.events().getLast()).isInstanceOf(ClockEvent.Doubted.class);
            rig.restart();
            assertThat(rig.domain.ready()).as("through a restart").isFalse();
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
