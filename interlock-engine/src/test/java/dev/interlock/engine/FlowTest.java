package dev.interlock.engine;

import static dev.interlock.engine.RuleStage.CLOSE;
import static dev.interlock.engine.RuleStage.OPEN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.Witness;
import dev.interlock.engine.model.ArgumentRole;
import dev.interlock.engine.model.Asked;
import dev.interlock.engine.model.ContentSource;
import dev.interlock.engine.model.Distance;
import dev.interlock.engine.model.Origin;
import dev.interlock.engine.model.Provenance;
import dev.interlock.engine.model.Stake;
import dev.interlock.engine.model.ValueProvenance;
import dev.interlock.engine.model.ValueProvenance.Request;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.policy.Rule;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Findings of a rule of the kind {@code flow}, from the recorded provenance of the call alone. */
class FlowTest {

    private static final ValueProvenance OURS = value("args.to", Request.NONE, Origin.INSTRUCTION);

    private final RuleStage stage = stage(Rule.Flow.DEFAULT, true);

    private static RuleStage stage(Set<Origin> unless, boolean requests) {
        return new RuleStage(new Rule.Flow(RuleStage.head(), Set.of(OPEN), Provenance.UNTRUSTED, unless, requests));
    }

    private static ValueProvenance value(String path, Request request, Origin... origins) {
        return new ValueProvenance(
                path,
                ArgumentRole.DESTINATION,
                Set.of(origins),
                request,
                Optional.of(new ContentSource(7, "body", 0, "")));
    }

    private static Provenance chosen(Stake stake, Asked asked, ValueProvenance... values) {
        return new Provenance(new TreeSet<>(Set.of(Provenance.UNTRUSTED)), true, stake, asked, false, List.of(values));
    }

    private static List<Finding> found(RuleStage on, Provenance chosen) {
        return on.call(on.ada, OPEN).chosenBy(chosen).findings();
    }

    private void assertFound(Provenance chosen, FindingCode... codes) {
        assertThat(found(stage, chosen)).extracting(Finding::code).containsExactly(codes);
    }

    @Test
    void anActThatAPersonAskedForOnTheirOwnValueIsLeftAlone() {
        assertFound(chosen(Stake.HIGH, Asked.YES, OURS));
        assertThat(stage.call(stage.ada, CLOSE).findings()).isEmpty();
    }

    @Test
    void aValueForWhichContentAsksIsHeldAndNothingElseIsSaid() {
        var wanted = value("args.to", Request.MADE, Origin.INSTRUCTION);
        assertThat(found(stage, chosen(Stake.HIGH, Asked.NO, wanted, value("args.cc", Request.NONE))))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.code()).isEqualTo(FindingCode.VALUE_REQUESTED);
                    assertThat(finding.outcome()).isEqualTo(Outcome.HOLD);
                    assertThat(finding.detail()).isEqualTo("args.to");
                    assertThat(finding.witnesses()).containsExactly(new Witness(7, Provenance.UNTRUSTED));
                });
        assertThat(found(stage(Rule.Flow.DEFAULT, false), chosen(Stake.HIGH, Asked.YES, wanted)))
                .isEmpty();
    }

    @Test
    void anActThatNobodyAskedForIsHeld() {
        assertFound(chosen(Stake.MIDDLE, Asked.NO, OURS), FindingCode.ACT_NOT_ASKED);
        assertFound(chosen(Stake.HIGH, Asked.NO_INSTRUCTION, OURS), FindingCode.ACT_NOT_ASKED);
        assertFound(chosen(Stake.MIDDLE, Asked.NO_INSTRUCTION, OURS));
        assertFound(chosen(Stake.LOW, Asked.NO, OURS));
    }

    @Test
    void aChoiceThatIsHandedOverCountsUnlessTheRuleIsStrict() {
        var handedOver = chosen(Stake.MIDDLE, Asked.DELEGATED, value("args.to", Request.DELEGATED, Origin.DELEGATED));
        assertFound(handedOver);
        assertThat(found(stage(Rule.Flow.STRICT, true), handedOver))
                .extracting(Finding::code)
                .containsExactly(FindingCode.VALUE_REQUESTED);
    }

    @Test
    void aDestinationForWhichNobodyVouchesIsHeld() {
        assertFound(
                chosen(Stake.HIGH, Asked.YES, OURS, value("args.cc", Request.NONE), value("args.bcc", Request.NONE)),
                FindingCode.VALUE_UNTRUSTED,
                FindingCode.VALUE_UNTRUSTED);
        var byName = chosen(Stake.MIDDLE, Asked.YES, value("args.to", Request.NONE, Origin.NAME));
        assertFound(byName);
        assertThat(found(stage(Rule.Flow.STRICT, true), byName))
                .extracting(Finding::code)
                .containsExactly(FindingCode.VALUE_UNTRUSTED);
    }

    @Test
    void anActThatIsFarFromTheInstructionIsHeldIfTheRuleComparesThem() {
        var compares = new RuleStage(new Rule.Flow(
                RuleStage.head(),
                Set.of(OPEN),
                Provenance.UNTRUSTED,
                Rule.Flow.DEFAULT,
                true,
                Optional.of(new Distance(800, 2_000))));
        Provenance asked = chosen(Stake.HIGH, Asked.YES, OURS);
        assertThat(found(compares, asked.at(new Distance(800, 2_000)))).isEmpty();
        for (Distance far : List.of(new Distance(801, 801), new Distance(500, 2_001))) {
            assertThat(found(compares, asked.at(far))).singleElement().satisfies(finding -> {
                assertThat(finding.code()).isEqualTo(FindingCode.ACT_DISTANT);
                assertThat(finding.outcome()).isEqualTo(Outcome.HOLD);
            });
            assertThat(found(stage, asked.at(far))).isEmpty();
        }
        assertThat(found(compares, chosen(Stake.MIDDLE, Asked.NO_INSTRUCTION, OURS)))
                .isEmpty();
    }

    @Test
    void anActThatNothingComparedCannotBeEvaluated() {
        var compares = new RuleStage(new Rule.Flow(
                RuleStage.head(),
                Set.of(OPEN),
                Provenance.UNTRUSTED,
                Rule.Flow.DEFAULT,
                true,
                Optional.of(new Distance(800, 2_000))));
        assertThat(found(compares, chosen(Stake.HIGH, Asked.YES, OURS)))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.code()).isEqualTo(FindingCode.NOT_EVALUABLE);
                    assertThat(finding.detail()).isEqualTo("distance");
                });
    }

    @Test
    void contentThatIsNotKnownIsHeldWhateverTheValues() {
        assertFound(chosen(Stake.LOW, Asked.YES, OURS).unknown(), FindingCode.CONTENT_UNKNOWN);
    }

    @Test
    void aCallOfATaskThatReadNothingOfTheLabelIsLeftAlone() {
        var trusted = new Provenance(
                new TreeSet<>(), true, Stake.HIGH, Asked.NO, true, List.of(value("args.to", Request.MADE)));
        assertFound(trusted);
    }

    @Test
    void aCallAtWhichNobodyLookedCannotBeEvaluated() {
        assertThat(stage.call(stage.ada, OPEN).findings()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo(FindingCode.NOT_EVALUABLE);
            assertThat(finding.outcome()).isEqualTo(Outcome.DENY);
            assertThat(finding.detail()).isEqualTo("provenance");
        });
    }
}
