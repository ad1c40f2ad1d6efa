package dev.interlock.engine.monitor;

import static dev.interlock.engine.RuleStage.OPEN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.RuleStage;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Destination;
import dev.interlock.engine.model.Destinations;
import dev.interlock.engine.policy.Rule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** A number of new destinations passes in a window, and a further one is a finding. */
class FirstUseRateTest {

    private static final int WINDOW = 1_000;

    private final RuleStage stage = stage(2);

    private static RuleStage stage(int atMost) {
        return new RuleStage(new Rule.FirstUse(
                RuleStage.head(),
                Set.of(OPEN),
                Set.of(),
                false,
                Optional.empty(),
                Set.of(),
                "owner",
                OptionalLong.empty(),
                Optional.of(new Rule.FirstUse.Rate(atMost, WINDOW))));
    }

    private RuleStage.Call call(Caller by, String... digests) {
        return call(stage, by, digests);
    }

    private static RuleStage.Call call(RuleStage stage, Caller by, String... digests) {
        return stage.call(by, OPEN)
                .reaching(new Destinations(
                        true,
                        Arrays.stream(digests)
                                .map(d -> new Destination("args.to", d))
                                .toList()));
    }

    @Test
    void oneNewDestinationTooManyIsHeld() {
        call(stage.ada, "d1").done();
        call(stage.ben, "d2").done();

        assertThat(call(stage.ada, "d3").findings()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo(FindingCode.FIRST_USE);
            assertThat(finding.detail()).isEqualTo("args.to");
        });
        call(stage.ada, "d1").done();
        call(stage.cleo, "d3").done();
    }

    @Test
    void thoseOfOneCallCountEach() {
        assertThat(call(stage.ada, "d1", "d2", "d3").findings())
                .extracting(Finding::detail)
                .containsExactly("args.to");
        call(stage.ada, "d1", "d2").done();
    }

    @Test
    void callsInFlightCountUntilTheyFail() {
        long open = call(stage.ada, "d1", "d2").inFlight();

        assertThat(call(stage.ben, "d3").findings()).as("in flight").isNotEmpty();
        call(stage.ben, "d2").inFlight();
        stage.fail(open);
        call(stage.ben, "d3").inFlight();
        assertThat(call(stage.ben, "d1").findings())
                .as("d2 and d3 are in flight")
                .isNotEmpty();
    }

    @Test
    void anApprovedOneCountsAsWell() {
        call(stage.ada, "d1", "d2").done();
        Answer.Hold hold = (Answer.Hold) call(stage.ada, "d3").ask();
        stage.approve(hold.hold());
        call(stage.ada, "d3").done();

        call(stage.ada, "d3").done();
        assertThat(call(stage.ada, "d4").findings()).isNotEmpty();
    }

    @Test
    void observedCallsNeitherCountNorMakeKnown() {
        call(stage.ada, "d1").observed();
        call(stage.ada, "d2").observed();

        call(stage.ada, "d3", "d4").done();
        assertThat(call(stage.ada, "d1").findings()).isNotEmpty();
    }

    @Test
    void aCallInFlightCountsHoweverOldItIs() {
        long open = call(stage.ada, "d1", "d2").inFlight();
        stage.pass(WINDOW);
        assertThat(call(stage.ada, "d3").findings()).isNotEmpty();

        stage.succeed(open);
        call(stage.ada, "d3").done();
    }

    @Test
    void moreThanCanBeComparedAreNeverPermitted() {
        assertThat(stage.call(stage.ada, OPEN).reaching(Destinations.UNKNOWN).findings())
                .isNotEmpty();
    }

    @Test
    void whereThereIsNoRoomForAnotherOneItIsHeld() {
        for (int i = 0; i < Rule.FirstUse.MOST; i += 100) {
            String[] digests =
                    IntStream.range(i, i + 100).mapToObj(n -> "d" + n).toArray(String[]::new);
            call(stage.ada, digests).risk("note").done();
        }
        stage.pass(WINDOW);

        assertThat(call(stage.ada, "one too many").findings()).isNotEmpty();
    }

    @Test
    void aSnapshotKeepsWhatCounts() {
        call(stage.ada, "d1").done();
        long open = call(stage.ada, "d2").inFlight();

        assertThat(call(stage.restarted(), stage.ada, "d3").findings()).isNotEmpty();
        stage.fail(open);
        call(stage.restarted(), stage.ada, "d3").done();
    }

    /** At each millisecond, a call passes exactly if there are with it at most two first calls in the window. */
    @RepeatedTest(20)
    void theWindowSlides(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        RuleStage sliding = stage(2);
        call(sliding, sliding.ada).done();
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            long time = Math.max(sliding.now + 1, random.nextBoolean() ? 0 : edge(times, random));
            long recent = times.stream().filter(one -> one > time - WINDOW).count();
            sliding.pass(time - sliding.now - 1); // each command takes a millisecond
            RuleStage.Call call = call(sliding, sliding.ada, "d" + i);
            if (recent < 2) {
                call.done();
                times.add(time);
            } else {
                assertThat(call.findings()).as("at " + time + " after " + times).isNotEmpty();
            }
        }
    }

    /** The time at which a first call is, or is just not yet, as old as the window. */
    private static long edge(List<Long> times, Random random) {
        return times.isEmpty() ? 0 : times.get(random.nextInt(times.size())) + WINDOW - random.nextInt(2);
    }
}
