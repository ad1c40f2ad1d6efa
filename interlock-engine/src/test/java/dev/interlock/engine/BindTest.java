package dev.interlock.engine;

import static dev.interlock.engine.RuleStage.CLOSE;
import static dev.interlock.engine.RuleStage.CREATE;
import static dev.interlock.engine.RuleStage.OPEN;
import static dev.interlock.engine.RuleStage.OTHER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.Witness;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.policy.Rule;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Binding of duty: one surely same party on one key. */
class BindTest {

    private static final String MARK = CREATE + "|" + CLOSE + "|" + OPEN;

    private final RuleStage stage = new RuleStage(rule("client", "owner", OptionalLong.empty()));

    private static Rule.Bind rule(String per, String same, OptionalLong within) {
        return new Rule.Bind(RuleStage.head(), Set.of(OPEN, CLOSE, CREATE), per, within, same);
    }

    private static void isBroken(List<Finding> findings, String key, long witness, Outcome outcome) {
        assertThat(findings).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo(FindingCode.BINDING_BROKEN);
            assertThat(finding.outcome()).isEqualTo(outcome);
            assertThat(finding.key()).contains(Key.parse(key));
            assertThat(finding.attribute()).contains("owner");
            assertThat(finding.witnesses()).containsExactly(new Witness(witness, MARK));
            assertThat(finding.need().isPresent()).isEqualTo(outcome == Outcome.HOLD);
        });
    }

    @Test
    void anotherPartyIsTold() {
        stage.call(stage.ada, OPEN).on("client/1").done();
        long latest = stage.call(stage.ben, CLOSE).on("client/1").done();
        isBroken(stage.call(stage.cleo, CLOSE).on("client/1").findings(), "client/1", latest, Outcome.HOLD);
    }

    @Test
    void otherDutiesAndOtherKeysDoNotMatter() {
        stage.call(stage.ada, OTHER).on("client/1").done();
        stage.call(stage.ada, OPEN).on("client/2").done();
        stage.call(stage.cleo, CLOSE).on("client/1").done();
        stage.call(stage.ada, OTHER).on("client/1").done();
    }

    @Test
    void whatIsUnknownIsTheSameAsNothingNotEvenAsItself() {
        long first = stage.call(stage.nemo, OPEN).on("client/1").done();
        isBroken(stage.call(stage.nemo, OPEN).on("client/1").findings(), "client/1", first, Outcome.HOLD);
        isBroken(stage.call(stage.ada, OPEN).on("client/1").findings(), "client/1", first, Outcome.HOLD);
        long other = stage.call(stage.ada, OPEN).on("client/2").done();
        isBroken(stage.call(stage.nemo, OPEN).on("client/2").findings(), "client/2", other, Outcome.HOLD);
    }

    @Test
    void beyondTheLatestPartyTheOneBeforeIsTold() throws IOException {
        long first = stage.call(stage.ada, OPEN).on("client/1").risk("note").done();
        long other = stage.call(stage.cleo, OPEN).on("client/1").risk("note").done();
        long again = stage.call(stage.cleo, OPEN).on("client/1").risk("note").done();
        stage.restart();
        isBroken(stage.call(stage.ada, OPEN).on("client/1").findings(), "client/1", again, Outcome.HOLD);
        isBroken(stage.call(stage.cleo, OPEN).on("client/1").findings(), "client/1", first, Outcome.HOLD);
        assertThat(other).isLessThan(again);
    }

    @Test
    void whatLeftTheWindowCountsNoMore() {
        var windowed = new RuleStage(rule("client", "owner", OptionalLong.of(100)));
        windowed.call(windowed.ada, OPEN).on("client/1").risk("note").done();
        windowed.pass(50);
        long other =
                windowed.call(windowed.cleo, OPEN).on("client/1").risk("note").done();
        windowed.pass(40);
        assertThat(windowed.call(windowed.cleo, OPEN).on("client/1").findings()).hasSize(1);
        windowed.pass(20);
        isBroken(windowed.call(windowed.ben, OPEN).on("client/1").findings(), "client/1", other, Outcome.HOLD);
        windowed.call(windowed.cleo, OPEN).on("client/1").done();
        windowed.pass(100);
        windowed.call(windowed.ben, OPEN).on("client/1").done();
    }

    @Test
    void callsInFlightCountUntilTheyFail() throws IOException {
        long open = stage.call(stage.ada, OPEN).on("client/1").inFlight();
        stage.restart();
        isBroken(stage.call(stage.cleo, OPEN).on("client/1").findings(), "client/1", open, Outcome.HOLD);
        stage.fail(open);
        stage.call(stage.cleo, OPEN).on("client/1").inFlight();
    }

    @Test
    void aStricterCallInFlightDecidesTheOutcome() {
        long strict = stage.call(stage.ada, OPEN).on("client/1").risk("high").inFlight();
        long mild = stage.call(stage.ben, OPEN).on("client/1").risk("note").inFlight();
        isBroken(stage.call(stage.cleo, OPEN).on("client/1").findings(), "client/1", mild, Outcome.DENY);
        stage.succeed(strict);
        isBroken(stage.call(stage.cleo, OPEN).on("client/1").findings(), "client/1", mild, Outcome.HOLD);
        isBroken(stage.call(stage.cleo, OPEN).on("client/1").risk("note").findings(), "client/1", mild, Outcome.RECORD);
    }

    @Test
    void aCallOfTheSamePartyInFlightMakesItNoStricter() {
        long note = stage.call(stage.cleo, OPEN).on("client/1").risk("note").done();
        long own = stage.call(stage.cleo, OPEN).on("client/1").risk("high").inFlight();
        isBroken(stage.call(stage.ada, OPEN).on("client/1").risk("high").findings(), "client/1", own, Outcome.DENY);
        stage.fail(own);
        isBroken(stage.call(stage.ada, OPEN).on("client/1").risk("note").findings(), "client/1", note, Outcome.RECORD);
        stage.call(stage.ada, OPEN).on("client/2").risk("high").inFlight();
        long theirs = stage.call(stage.ada, OPEN).on("client/2").risk("note").done();
        assertThat(stage.call(stage.ben, OPEN).on("client/2").risk("note").findings())
                .isEmpty();
        assertThat(theirs).isPositive();
    }

    @Test
    void aCallThatCreatesLiesOnEveryNameThatNobodyShowed() throws IOException {
        long creating =
                stage.call(stage.ada, CREATE).creates("client").risk("high").inFlight();
        stage.restart();
        isBroken(stage.call(stage.cleo, OPEN).on("client/1").findings(), "client/1", creating, Outcome.DENY);
        stage.call(stage.ben, OPEN).on("client/1").inFlight();
        stage.succeed(creating, "client/7");
        isBroken(stage.call(stage.cleo, OPEN).on("client/7").findings(), "client/7", creating, Outcome.HOLD);
        stage.call(stage.cleo, OPEN).on("client/8").inFlight();
    }

    @Test
    void aNewObjectIsBoundToNobodyButAGuessedNameIs() {
        stage.call(stage.ada, CREATE).creates("client").done("client/1");
        stage.call(stage.cleo, CREATE).creates("client").inFlight();
        long guess = stage.call(stage.cleo, OPEN).on("client/2").inFlight();
        isBroken(stage.call(stage.ada, CREATE).creates("client").findings(), "client/2", guess, Outcome.HOLD);
    }

    @Test
    void keysComeInOrder() {
        long two = stage.call(stage.ada, OPEN).on("client/2").done();
        long one = stage.call(stage.ada, OPEN).on("client/1").done();
        List<Finding> findings = stage.call(stage.cleo, OPEN)
                .on("client/1", "client/2", "client/3")
                .findings();
        assertThat(findings).extracting(f -> f.key().orElseThrow().value()).containsExactly("1", "2");
        assertThat(findings).extracting(f -> f.witnesses().getFirst().call()).containsExactly(one, two);
    }

    @Test
    void keysBesideAGuessedOneComeInOrder() {
        stage.call(stage.ada, OPEN).on("client/9").done();
        stage.call(stage.ada, OPEN).on("client/1").inFlight();
        List<Finding> findings =
                stage.call(stage.cleo, CREATE).on("client/9").creates("client").findings();
        assertThat(findings).extracting(f -> f.key().orElseThrow().value()).containsExactly("1", "9");
    }

    @Test
    void withoutItsKeyTheRuleCannotBeEvaluated() {
        assertThat(stage.call(stage.ada, OPEN).on("sector/1").findings())
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.code()).isEqualTo(FindingCode.NOT_EVALUABLE);
                    assertThat(finding.outcome()).isEqualTo(Outcome.DENY);
                    assertThat(finding.detail()).isEqualTo("client");
                });
        // That another client stands beside it does not say to which the file belongs.
        assertThat(stage.call(stage.ada, OPEN).on("client/1", "file/1").findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.code()).isEqualTo(FindingCode.NOT_EVALUABLE));
    }

    @Test
    void observedItStopsNothing() {
        var head = new Rule.Head("R", "", Optional.of("high"), true, List.of());
        var watched = new RuleStage(new Rule.Bind(head, Set.of(OPEN), "client", OptionalLong.empty(), "agent"));
        watched.call(watched.ada, OPEN).on("client/1").done();
        assertThat(watched.call(watched.ben, OPEN).on("client/1").findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.outcome()).isEqualTo(Outcome.RECORD));
        assertThat(watched.call(watched.ben, OPEN).on("sector/1").findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.outcome()).isEqualTo(Outcome.RECORD));
    }

    @Test
    void memoryFollowsWhatIsLive() throws IOException {
        var many = new RuleStage(rule("client", "agent", OptionalLong.of(10)));
        int[] sizes = new int[2];
        for (int i = 0; i < 400; i++) {
            many.call(many.ada, OPEN).on("client/" + i).done();
            many.pass(20);
            sizes[i / 200] = many.restarted().size();
        }
        // A key and its versions stay; what the rule remembers of it does not.
        int keysOnly = 200 * 60;
        assertThat(sizes[1] - sizes[0]).isLessThan(keysOnly);
    }
}
