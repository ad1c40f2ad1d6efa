package dev.interlock.engine;

import static dev.interlock.engine.RuleStage.CLOSE;
import static dev.interlock.engine.RuleStage.CREATE;
import static dev.interlock.engine.RuleStage.OPEN;
import static dev.interlock.engine.RuleStage.OTHER;
import static dev.interlock.engine.RuleStage.head;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.policy.Rule;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A call that takes the place of one in flight: with the answers to what its server asked. */
class ContinuationTest {

    private static final Settlement DONE = new Settlement.Succeeded(List.of());

    private static Rule.Limit one() {
        return new Rule.Limit(head(), OPEN, "domain", OptionalLong.of(1), new TreeMap<>(), OptionalLong.empty());
    }

    private static Rule.Separate separate() {
        return new Rule.Separate(
                head(), List.of(Set.of(OPEN), Set.of(CLOSE)), "client", OptionalLong.empty(), 1, Optional.empty());
    }

    @Test
    void theCallThatItContinuesCountsForNothing() {
        var stage = new RuleStage(one());
        long first = stage.call(stage.ada, OPEN).on("client/1").inFlight();
        assertThat(stage.call(stage.ada, OPEN).on("client/1").findings())
                .as("a call of its own")
                .extracting(Finding::code)
                .containsExactly(FindingCode.LIMIT_EXCEEDED);

        long second =
                stage.call(stage.ada, OPEN).on("client/2").continues(first).inFlight();
        assertThat(stage.call(stage.ada, OPEN).on("client/2").findings())
                .as("what takes its place counts")
                .extracting(Finding::witnesses)
                .allSatisfy(witnesses -> assertThat(witnesses)
                        .singleElement()
                        .satisfies(witness -> assertThat(witness.call()).isEqualTo(second)));
    }

    @Test
    void onlyTheLatestOfThemIsSettled() {
        var stage = new RuleStage(separate());
        long first = stage.call(stage.ada, OPEN).on("client/1").inFlight();
        long second =
                stage.call(stage.ada, OPEN).on("client/2").continues(first).inFlight();
        assertThat(stage.settle(first, DONE))
                .isInstanceOfSatisfying(
                        Answer.Refused.class,
                        refused -> assertThat(refused.code()).isEqualTo(RefusalCode.CALL_UNKNOWN));
        assertThat(stage.settle(second, DONE)).isInstanceOf(Answer.Done.class);
        assertThat(stage.call(stage.ada, CLOSE).on("client/1").ask())
                .as("what the first one was about was never done")
                .isInstanceOf(Answer.Permit.class);
        assertThat(stage.call(stage.ada, CLOSE).on("client/2").findings())
                .extracting(Finding::code)
                .containsExactly(FindingCode.DUTY_CONFLICT);
    }

    @Test
    void theFirstStaysAsItWasWhenTheAnswersAreNotPermitted() throws IOException {
        var stage = new RuleStage(separate());
        stage.call(stage.ada, CLOSE).on("client/2").done();
        long first = stage.call(stage.ada, OPEN).on("client/1").inFlight();
        assertThat(stage.call(stage.ada, OPEN)
                        .on("client/2")
                        .continues(first)
                        .risk("high")
                        .ask())
                .isInstanceOf(Answer.Deny.class);
        assertThat(stage.call(stage.ada, OPEN).on("client/2").continues(first).ask())
                .isInstanceOf(Answer.Hold.class);
        stage.restart();
        assertThat(stage.call(stage.ada, CLOSE).on("client/1").findings())
                .as("it still counts")
                .extracting(Finding::code)
                .containsExactly(FindingCode.DUTY_CONFLICT);
        assertThat(stage.settle(first, DONE)).isInstanceOf(Answer.Done.class);
    }

    @Test
    void anApprovalIsForOneCallWithItsAnswers() {
        var stage = new RuleStage(separate());
        stage.call(stage.ada, CLOSE).on("client/1").done();
        long first = approved(stage, stage.call(stage.ada, OPEN).on("client/1"));
        var continued = stage.call(stage.ada, OPEN).on("client/1").continues(first);
        assertThat(continued.ask())
                .as("what was approved for the first is spent")
                .isInstanceOf(Answer.Hold.class);
        long second = approved(stage, continued);
        assertThat(stage.settle(first, DONE)).isInstanceOf(Answer.Refused.class);
        assertThat(stage.settle(second, DONE)).isInstanceOf(Answer.Done.class);
    }

    @Test
    void whatWasApprovedGoesThroughInTheNextAttemptToo() {
        var stage = new RuleStage(separate());
        stage.call(stage.ada, CLOSE).on("client/2").done();
        long first = stage.call(stage.ada, OPEN).on("client/1").inFlight();
        var held = (Answer.Hold) onBoth(stage, first).ask();
        stage.fail(first); // its server has no answer
        stage.approve(held.hold());
        long again = stage.call(stage.ada, OPEN).on("client/1").inFlight();
        assertThat(onBoth(stage, again).ask()).isInstanceOf(Answer.Permit.class);
    }

    @Test
    void whatWasApprovedIsAnotherCallOnceTheFirstMayHaveHappened() {
        var stage = new RuleStage(separate());
        stage.call(stage.ada, CLOSE).on("client/2").done();
        long first = stage.call(stage.ada, OPEN).on("client/1").inFlight();
        var held = (Answer.Hold) onBoth(stage, first).ask();
        stage.settle(first, new Settlement.Unknown("no answer"));
        assertThat(stage.answer(held.hold()))
                .isInstanceOfSatisfying(
                        Answer.Refused.class,
                        refused -> assertThat(refused.code()).isEqualTo(RefusalCode.HOLD_OUTDATED));
    }

    /** The call goes on, on the second client as well. */
    private static RuleStage.Call onBoth(RuleStage stage, long first) {
        return stage.call(stage.ada, OPEN).on("client/1", "client/2").continues(first);
    }

    private static long approved(RuleStage stage, RuleStage.Call call) {
        var held = (Answer.Hold) call.ask();
        stage.approve(held.hold());
        return call.inFlight();
    }

    @Test
    void whatItCannotContinueIsDenied() {
        var stage = new RuleStage(separate());
        long open = stage.call(stage.ada, OPEN).on("client/1").inFlight();
        long done = stage.call(stage.ada, OPEN).on("client/1").done();
        long unknown = stage.call(stage.ada, OPEN).on("client/1").inFlight();
        stage.settle(unknown, new Settlement.Unknown("no answer"));
        long others = stage.call(stage.cleo, OPEN).on("client/9").inFlight();
        long held = stage.call(stage.ada, CLOSE).on("client/1").ask().call();

        assertInvalid(stage.call(stage.ada, OPEN).on("client/1").continues(9_999));
        assertInvalid(stage.call(stage.ada, OPEN).on("client/1").continues(done));
        assertInvalid(stage.call(stage.ada, OPEN).on("client/1").continues(unknown));
        assertInvalid(stage.call(stage.ada, OPEN).on("client/1").continues(others));
        assertInvalid(stage.call(stage.ada, OPEN).on("client/1").continues(held));
        assertInvalid(stage.call(stage.ada, OTHER).on("client/1").continues(open));
        assertInvalid(stage.call(stage.ada, OPEN).on("client/1").at("elsewhere").continues(open));

        assertThat(stage.call(stage.ada, OPEN).on("client/1").continues(open).ask())
                .isInstanceOf(Answer.Permit.class);
        assertInvalid(stage.call(stage.ada, OPEN).on("client/1").continues(open));
    }

    private static void assertInvalid(RuleStage.Call call) {
        assertThat(call.ask())
                .isInstanceOfSatisfying(
                        Answer.Deny.class,
                        denied -> assertThat(denied.findings())
                                .extracting(Finding::code)
                                .containsExactly(FindingCode.CONTINUATION_INVALID));
    }

    @Test
    void itIsNoCallOfTheTasksBudget() {
        var stage = new RuleStage(separate());
        long call = stage.call(stage.ada, OTHER).on("client/1").inFlight();
        stage.narrow(stage.ada, 1);
        for (int round = 0; round < 3; round++) {
            call = stage.call(stage.ada, OTHER).on("client/1").continues(call).inFlight();
        }
        stage.settle(call, DONE);
        assertThat(stage.call(stage.ada, OTHER).on("client/1").findings())
                .extracting(Finding::code)
                .containsExactly(FindingCode.BUDGET_SPENT);
    }

    @Test
    void aNameThatItTookForGrantedIsGuessedNoMore() {
        var stage = new RuleStage(separate());
        long guessing = stage.call(stage.ada, CLOSE).on("client/new").inFlight();
        var creating = stage.call(stage.ada, CREATE).mark(OPEN).creates("client");
        assertThat(creating.findings()).extracting(Finding::code).containsExactly(FindingCode.DUTY_CONFLICT);
        stage.call(stage.ada, CLOSE).on("client/other").continues(guessing).inFlight();
        assertThat(creating.findings())
                .extracting(finding -> finding.key().orElseThrow().toString())
                .containsExactly("client/other");
    }
}
