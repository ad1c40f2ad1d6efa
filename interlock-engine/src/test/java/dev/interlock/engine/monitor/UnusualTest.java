package dev.interlock.engine.monitor;

import static dev.interlock.engine.RuleStage.CLOSE;
import static dev.interlock.engine.RuleStage.OPEN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.RuleStage;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.Witness;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.policy.Rule;
import java.math.BigDecimal;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** An amount that is far above the earlier ones is a finding, and so is one that nothing can be compared with. */
class UnusualTest {

    private static final OptionalLong EVER = OptionalLong.empty();

    private final RuleStage stage = stage("3", 1, "owner", EVER);

    private static RuleStage stage(String factor, int calls, String per, OptionalLong within) {
        return new RuleStage(
                new Rule.Unusual(RuleStage.head(), Set.of(OPEN), new BigDecimal(factor), calls, per, within));
    }

    private RuleStage.Call euros(Caller by, String amount) {
        return euros(stage, by, amount);
    }

    private static RuleStage.Call euros(RuleStage stage, Caller by, String amount) {
        return stage.call(by, OPEN).amount(amount, "EUR");
    }

    /** Lets the owner's calls have this amount, in a tier that only records. */
    private static long usual(RuleStage stage, Caller by, String amount) {
        return euros(stage, by, amount).risk("note").done();
    }

    @Test
    void anAmountFarAboveTheGreatestEarlierOneIsHeld() {
        usual(stage, stage.ada, "20");
        long greatest = usual(stage, stage.ada, "100");

        euros(stage.ada, "300").inFlight();
        assertThat(euros(stage.ben, "300.01").findings()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo(FindingCode.UNUSUAL_AMOUNT);
            assertThat(finding.outcome()).isEqualTo(Outcome.HOLD);
            assertThat(finding.key()).contains(Key.parse("owner/one"));
            assertThat(finding.detail()).isEqualTo("300.01 EUR");
            assertThat(finding.witnesses()).containsExactly(new Witness(greatest, OPEN));
        });
    }

    @Test
    void whileNoAmountIsKnownEachOneIsHeld() {
        assertThat(euros(stage.ada, "0").findings()).singleElement().satisfies(finding -> {
            assertThat(finding.outcome()).isEqualTo(Outcome.HOLD);
            assertThat(finding.witnesses()).isEmpty();
        });
    }

    @Test
    void onceApprovedAndSucceededAnAmountIsUsual() {
        Answer.Hold hold = (Answer.Hold) euros(stage.ada, "500").ask();
        stage.approve(hold.hold());
        long open = euros(stage.ada, "500").inFlight();

        assertThat(euros(stage.ben, "500").findings()).as("in flight").isNotEmpty();
        stage.succeed(open);
        euros(stage.ben, "1500").done();
        assertThat(euros(stage.cleo, "500").findings()).as("another owner").isNotEmpty();
    }

    @Test
    void aCallThatFailedSaysNothing() {
        long open = euros(stage.ada, "500").risk("note").inFlight();
        stage.fail(open);

        assertThat(euros(stage.ada, "500").findings()).isNotEmpty();
    }

    @Test
    void onlyCallsThatTheRuleIsAboutSayWhatIsUsual() {
        stage.call(stage.ada, CLOSE).amount("500", "EUR").done();
        euros(stage.ada, "500").observed();

        assertThat(euros(stage.ada, "500").findings()).isNotEmpty();
    }

    @Test
    void differentUnitsAreNeverCompared() {
        usual(stage, stage.ada, "500");

        assertThat(stage.call(stage.ada, OPEN).amount("1", "USD").findings()).isNotEmpty();
    }

    @Test
    void enoughCallsMustHaveHadSuchAnAmount() {
        RuleStage two = stage("2", 2, "owner", EVER);
        long first = usual(two, two.ada, "1000");
        assertThat(euros(two, two.ada, "10").findings())
                .flatExtracting(Finding::witnesses)
                .containsExactly(new Witness(first, OPEN));
        usual(two, two.ada, "10");

        euros(two, two.ada, "20").inFlight();
        assertThat(euros(two, two.ada, "21").findings()).isNotEmpty();
    }

    @Test
    void anAmountCountsUntilItIsAsOldAsTheWindow() {
        RuleStage forgetful = stage("3", 1, "owner", OptionalLong.of(1_000));
        usual(forgetful, forgetful.ada, "100");

        long reservedAt = forgetful.now - 1; // each command takes a millisecond
        forgetful.now = reservedAt + 998;
        euros(forgetful, forgetful.ada, "100").inFlight();
        assertThat(euros(forgetful, forgetful.ada, "100").findings()).isNotEmpty();
    }

    @Test
    void withoutAnAmountOrAnOwnerNothingCanBeTold() {
        assertThat(stage.call(stage.ada, OPEN).findings()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo(FindingCode.NOT_EVALUABLE);
            assertThat(finding.outcome()).isEqualTo(Outcome.DENY);
            assertThat(finding.detail()).isEqualTo("amount");
        });
        assertThat(euros(stage.nemo, "1").findings())
                .extracting(Finding::detail)
                .containsExactly("owner");
    }

    @Test
    void aSnapshotKeepsTheAmounts() {
        usual(stage, stage.ada, "100");

        assertThat(euros(stage.restarted(), stage.ada, "300").findings()).isEmpty();
        assertThat(euros(stage.restarted(), stage.ada, "301").findings()).isNotEmpty();
    }
}
