package dev.interlock.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.event.ClockEvent;
import dev.interlock.server.fixture.Machine;
import dev.interlock.server.fixture.RawHttp;
import dev.interlock.server.fixture.Served;
import dev.interlock.server.fixture.Until;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server whose clock is set, ahead and back, while it runs and while it does not: held with a way out, and never another decision. */
class ClockServedTest {

    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration HOUR = Duration.ofHours(1);

    /** The moment at which the clock is set. */
    private enum Moment {
        WHILE_IT_RUNS,
        WHILE_THE_PROCESS_IS_GONE,
        WHILE_THE_MACHINE_IS_OFF
    }

    private final Machine machine = new Machine(Instant.now().toEpochMilli());
    private Served served;
    private ClockStage stage;

    private void start(Path folder) throws IOException {
        served = Served.of(folder, ClockStage.configured(folder), Map.of(), machine)
                .start();
        stage = new ClockStage(folder, () -> served.port());
    }

    private void goOn() {
        machine.setRight();
        RawHttp.Answer confirmed = stage.confirm(ClockStage.ADAM, machine.realMillis());
        assertThat(confirmed.status()).as(confirmed.text()).isEqualTo(200);
        assertThat(stage.ready().status()).isEqualTo(200);
        stage.assertDecidesAsBefore();
    }

    // --- the trials

    private void move(Moment when, Duration by) throws IOException {
        switch (when) {
            case WHILE_IT_RUNS -> machine.set(by);
            case WHILE_THE_PROCESS_IS_GONE -> {
                served.close();
                machine.set(by);
                served.start();
            }
            case WHILE_THE_MACHINE_IS_OFF -> {
                served.close();
                machine.startAnew();
                machine.set(by);
                served.start();
            }
        }
    }

    @Test
    void clocksAheadAndBackAreHeldAndChangeNoDecision(@TempDir Path folder) throws IOException {
        var random = new Random(17);
        List<Duration> ever = new ArrayList<>(
                List.of(DAY.multipliedBy(400), DAY.multipliedBy(-400), HOUR, HOUR.negated(), Duration.ofMinutes(6)));
        for (int i = 0; i < 5; i++) {
            Duration by = Duration.ofSeconds(random.nextInt(301, 40_000_000));
            ever.add(random.nextBoolean() ? by : by.negated());
        }
        int tried = 0;
        int unnoticed = 0;
        start(folder.resolve("one"));
        try {
            stage.create();
            for (Moment when : Moment.values()) {
                for (Duration by : ever) {
                    // With another start of the machine the wall clock alone is left: 30 days are believed.
                    boolean believed = when == Moment.WHILE_THE_MACHINE_IS_OFF
                            && !by.isNegative()
                            && by.compareTo(DAY.multipliedBy(30)) <= 0;
                    if (!believed) {
                        machine.pass(Duration.ofMinutes(1));
                        move(when, by);
                        tried++;
                        unnoticed += stage.isHeld() ? 0 : 1;
                        goOn();
                    }
                }
            }
        } finally {
            served.close();
        }
        System.out.println("clocks: " + tried + " tried, " + unnoticed + " unnoticed");
        assertThat(tried).isGreaterThan(20);
        assertThat(unnoticed).isZero();
    }

    @Test
    void aClockThatJumpsAnHourEachMinuteIsHeldUntilItIsQuiet(@TempDir Path folder) throws IOException {
        start(folder);
        try {
            stage.create();
            int unnoticed = 0;
            for (int minute = 0; minute < 60; minute++) {
                machine.pass(Duration.ofMinutes(1));
                machine.set(minute % 3 == 2 ? HOUR.negated() : HOUR);
                unnoticed += stage.isHeld() ? 0 : 1;
            }
            System.out.println("clocks: 60 tried, " + unnoticed + " unnoticed");
            assertThat(unnoticed).isZero();
            assertThat(stage.recorded(ClockEvent.Doubted.class))
                    .as("one is enough")
                    .hasSize(1);
            RawHttp.Answer differs = stage.confirm(ClockStage.ADAM, machine.realMillis());
            assertThat(differs.status()).isEqualTo(409);
            assertThat(differs.text()).contains("clock-differs");
            goOn();
        } finally {
            served.close();
        }
    }

    /** Near misses: sleep, small steps and another start are no jump, and hold nothing. */
    @Test
    void sleepSmallStepsAndAnotherStartAreNothing(@TempDir Path folder) throws IOException {
        start(folder);
        try {
            stage.create();
            machine.pass(Duration.ofHours(9)); // asleep over night
            assertThat(stage.ready().status()).isEqualTo(200);
            machine.set(Duration.ofSeconds(2)); // as NTP does
            machine.set(Duration.ofSeconds(-240));
            assertThat(stage.ready().status()).isEqualTo(200);
            stage.assertDecidesAsBefore();
            served.close();
            machine.pass(Duration.ofHours(30));
            machine.startAnew();
            machine.setRight();
            served.start();
            stage.assertDecidesAsBefore();
            assertThat(stage.recorded(ClockEvent.Doubted.class)).isEmpty();
            assertThat(stage.recorded(ClockEvent.Agreed.class)).hasSize(1);
        } finally {
            served.close();
        }
    }

    /** A hypervisor that pauses a machine makes its wall clock jump; nothing tells that from somebody who sets it. */
    @Test
    void whatIsNoticedWhileNobodyAsksIsRecorded(@TempDir Path folder) throws IOException {
        start(folder);
        try {
            stage.create();
            machine.pause(HOUR);
            Until.holds(() -> !stage.recorded(ClockEvent.Doubted.class).isEmpty());
            assertThat(stage.ready().status()).isEqualTo(503);
            goOn();
        } finally {
            served.close();
        }
    }

    /** A start with a clock 400 days ahead that somebody says is right, and the clock as it was after that. */
    @Test
    void afterFourHundredDaysTimeGoesOn(@TempDir Path folder) throws IOException {
        start(folder);
        try {
            stage.create();
            move(Moment.WHILE_THE_MACHINE_IS_OFF, DAY.multipliedBy(400));
            assertThat(stage.isHeld()).isTrue();
            assertThat(stage.confirm(ClockStage.ADAM, machine.millis()).status())
                    .isEqualTo(200);
            stage.assertDecidesAsBefore();
            move(Moment.WHILE_THE_MACHINE_IS_OFF, DAY.multipliedBy(-400));
            assertThat(stage.isHeld()).isTrue();
            goOn();
            assertThat(stage.record().getLast().timeMillis())
                    .as("the record goes by the clock again")
                    .isLessThan(machine.realMillis() + DAY.toMillis());
            machine.pass(DAY.multipliedBy(10).plusMinutes(1));
            assertThat(stage.permits("vera", "pay")).as("the window is over").isTrue();
        } finally {
            served.close();
        }
    }

    @Test
    void whoConfirmsIsAnAdministrator(@TempDir Path folder) throws IOException {
        start(folder);
        try {
            stage.create();
            assertThat(stage.confirm(ClockStage.ADAM, machine.realMillis()).text())
                    .contains("clock-not-in-doubt");
            machine.set(HOUR);
            assertThat(stage.isHeld()).isTrue();
            assertThat(stage.confirm(ClockStage.VERA, machine.millis()).status())
                    .isEqualTo(403);
            ObjectNode shown =
                    stage.send("GET", ClockStage.VERA, "/v1/clock", "").json();
            assertThat(shown.path("state").asText()).isEqualTo("in-doubt");
            assertThat(shown.at("/doubt/text").asText()).contains("was set ahead by 60 minutes");
            assertThat(stage.send("POST", ClockStage.ADAM, "/v1/clock/confirm", "{\"time\": \"noon\"}")
                            .status())
                    .isEqualTo(422);
            goOn();
            assertThat(stage.send("GET", ClockStage.ADAM, "/v1/clock", "")
                            .json()
                            .path("state")
                            .asText())
                    .isEqualTo("believed");
        } finally {
            served.close();
        }
    }
}
