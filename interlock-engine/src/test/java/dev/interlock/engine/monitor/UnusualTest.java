package dev.interlock.engine.monitor;

import static dev.interlock.engine.RuleStage.CLOSE;
import static dev.interlock.engine.RuleStage.OPEN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.RuleStage;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.Witness;
import dev.interlock.engine.model.ArgumentRole;
import dev.interlock.engine.model.Asked;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.Origin;
import dev.interlock.engine.model.Provenance;
import dev.interlock.engine.model.Stake;
import dev.interlock.engine.model.ValueProvenance;
import dev.interlock.engine.model.ValueProvenance.Request;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.policy.Rule;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
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
    void anAmountWithAnAcceptedOriginPasses() {
        RuleStage accepting = accepting(Origin.INSTRUCTION, Origin.TRUSTED);

        euros(accepting, accepting.ada, "500")
                .chosenBy(amount(true, Origin.FIELD, Origin.INSTRUCTION))
                .done();
        assertThat(euros(accepting, accepting.ada, "1500").findings())
                .as("it is usual from now on")
                .isEmpty();
        assertThat(findings(accepting, amount(true, Origin.FIELD))).hasSize(1);
        assertThat(findings(accepting, amount(true))).hasSize(1);
        assertThat(findings(stage, amount(true, Origin.INSTRUCTION)))
                .as("a rule without `unless`")
                .hasSize(1);
    }

    @Test
    void whatIsNotKnownVouchesForNoAmount() {
        RuleStage accepting = accepting(Origin.INSTRUCTION);

        assertThat(euros(accepting, accepting.ada, "9000").findings())
                .as("nobody looked")
                .hasSize(1);
        assertThat(findings(accepting, amount(false, Origin.INSTRUCTION)))
                .as("more was read than is known")
                .hasSize(1);
        assertThat(findings(accepting, chosen(true, List.of(value(Origin.INSTRUCTION), value()))))
                .as("one of two amounts")
                .hasSize(1);
        var payee = new ValueProvenance(
                "to", ArgumentRole.DESTINATION, Set.of(Origin.INSTRUCTION), Request.NONE, Optional.empty());
        assertThat(findings(accepting, chosen(true, List.of(payee))))
                .as("the instruction names the payee alone")
                .hasSize(1);
    }

    private static RuleStage accepting(Origin... unless) {
        return new RuleStage(new Rule.Unusual(
                RuleStage.head(), Set.of(OPEN), new BigDecimal("3"), 1, "owner", EVER, Set.of(unless)));
    }

    private static List<Finding> findings(RuleStage on, Provenance chosen) {
        return euros(on, on.ada, "9000").chosenBy(chosen).findings();
    }

    private static Provenance amount(boolean known, Origin... origins) {
        return chosen(known, List.of(value(origins)));
    }

    private static ValueProvenance value(Origin... origins) {
        return new ValueProvenance("amount", ArgumentRole.AMOUNT, Set.of(origins), Request.NONE, Optional.empty());
    }

    private static Provenance chosen(boolean known, List<ValueProvenance> values) {
        return new Provenance(Collections.emptySortedSet(), known, Stake.HIGH, Asked.YES, false, values);
    }

    @Test
    void aSnapshotKeepsTheAmounts() {
        usual(stage, stage.ada, "100");

        assertThat(euros(stage.restarted(), stage.ada, "300").findings()).isEmpty();
        assertThat(euros(stage.restarted(), stage.ada, "301").findings()).isNotEmpty();
    }
}
