package dev.interlock.engine;

import static dev.interlock.engine.RuleStage.CLOSE;
import static dev.interlock.engine.RuleStage.OPEN;
import static dev.interlock.engine.RuleStage.OTHER;
import static dev.interlock.engine.RuleStage.agent;
import static dev.interlock.engine.RuleStage.head;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.UnknownAttribute;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Rule;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A finding says on which attributes it rests that nobody registered, and of whom. */
class UnknownAttributeTest {

    private static final UnknownAttribute OWN = UnknownAttribute.ofCaller("owner");

    private static RuleStage separate() {
        return new RuleStage(new Rule.Separate(
                head(), List.of(Set.of(OPEN), Set.of(CLOSE)), "client", OptionalLong.empty(), 1, Optional.empty()));
    }

    private static UnknownAttribute of(long call) {
        return UnknownAttribute.of(call, "owner");
    }

    private static List<UnknownAttribute> unknown(List<Finding> findings) {
        assertThat(findings).hasSize(1);
        return findings.getFirst().unknown();
    }

    @Test
    void thatOfTheCallerIsNamed() {
        RuleStage stage = separate();
        stage.call(stage.cleo, OPEN).on("client/1").risk("high").done();
        List<Finding> findings =
                stage.call(stage.nemo, CLOSE).on("client/1").risk("high").findings();
        assertThat(unknown(findings)).containsExactly(OWN);
        assertThat(findings.getFirst().codes())
                .containsExactly(FindingCode.DUTY_CONFLICT, FindingCode.ATTRIBUTE_UNKNOWN);
    }

    @Test
    void thatOfWhoMadeTheWitnessIsNamedSettledOrNot() {
        RuleStage stage = separate();
        long done = stage.call(stage.nemo, OPEN).on("client/1").risk("high").done();
        assertThat(unknown(stage.call(stage.cleo, CLOSE)
                        .on("client/1")
                        .risk("high")
                        .findings()))
                .containsExactly(of(done));
        long open = stage.call(stage.nemo, OPEN).on("client/2").risk("high").inFlight();
        assertThat(unknown(stage.call(stage.cleo, CLOSE)
                        .on("client/2")
                        .risk("high")
                        .findings()))
                .containsExactly(of(open));
        stage.restart();
        assertThat(unknown(stage.call(stage.cleo, CLOSE)
                        .on("client/1")
                        .risk("high")
                        .findings()))
                .containsExactly(of(done));
    }

    @Test
    void whatIsKnownAndTheSameIsNotUnknown() {
        RuleStage stage = separate();
        stage.call(stage.ada, OPEN).on("client/1").risk("high").done();
        List<Finding> findings =
                stage.call(stage.ben, CLOSE).on("client/1").risk("high").findings();
        assertThat(unknown(findings)).isEmpty();
        assertThat(findings.getFirst().codes()).containsExactly(FindingCode.DUTY_CONFLICT);
    }

    @Test
    void whoIsTheSameAgentIsNotToldOfAnotherAttribute() {
        RuleStage stage = separate();
        stage.call(stage.nemo, OPEN).on("client/1").risk("high").done();
        assertThat(unknown(stage.call(stage.nemo, CLOSE)
                        .on("client/1")
                        .risk("high")
                        .findings()))
                .isEmpty();
    }

    @Test
    void itIsFoundAmongManyParties() {
        RuleStage stage = separate();
        for (int i = 0; i < 20; i++) {
            stage.call(agent("a-" + i, AttributeValue.known("o-" + i)), OPEN)
                    .on("client/1")
                    .risk("high")
                    .done();
        }
        long unknown = stage.call(stage.nemo, OPEN).on("client/1").risk("high").done();
        assertThat(unknown(stage.call(stage.cleo, CLOSE)
                        .on("client/1")
                        .risk("high")
                        .findings()))
                .containsExactly(of(unknown));
        long known = stage.call(agent("z", AttributeValue.known("two")), OPEN)
                .on("client/1")
                .risk("high")
                .done();
        Finding later = stage.call(stage.cleo, CLOSE)
                .on("client/1")
                .risk("high")
                .findings()
                .getFirst();
        assertThat(later.witnesses().getFirst().call()).isEqualTo(known);
        assertThat(later.unknown()).isEmpty();
    }

    @Test
    void aWallNamesThemToo() {
        var clients = new Rule.Datasets.Objects(Set.of(OPEN), "client", Optional.empty());
        var wall = new Rule.Wall(head(), clients, OptionalLong.empty(), Optional.of(RuleStage.OWNER));
        var stage = new RuleStage(wall);
        long first = stage.call(stage.nemo, OPEN).on("client/1").risk("high").done();
        assertThat(unknown(
                        stage.call(stage.cleo, OPEN).on("client/2").risk("high").findings()))
                .containsExactly(of(first));
        var other = new RuleStage(wall);
        other.call(other.ada, OPEN).on("client/1").risk("high").inFlight();
        assertThat(unknown(
                        other.call(other.nemo, OPEN).on("client/2").risk("high").findings()))
                .containsExactly(OWN);
    }

    @Test
    void aBindingNamesThemToo() {
        var stage = new RuleStage(new Rule.Bind(head(), Set.of(OPEN), "client", OptionalLong.empty(), "owner"));
        long first = stage.call(stage.nemo, OPEN).on("client/1").risk("high").done();
        assertThat(unknown(
                        stage.call(stage.cleo, OPEN).on("client/1").risk("high").findings()))
                .containsExactly(of(first));
        assertThat(unknown(
                        stage.call(stage.nemo, OPEN).on("client/1").risk("high").findings()))
                .containsExactly(OWN, of(first));
    }

    @Test
    void aClosingNamesThemToo() {
        var until = new Rule.Head("R", "", Optional.empty(), false, List.of(), Optional.of(CLOSE), false);
        var stage = new RuleStage(
                new Rule.Limit(until, OPEN, "client", OptionalLong.of(9), new TreeMap<>(), OptionalLong.empty()));
        long first = stage.call(stage.nemo, OPEN).on("client/1").risk("high").done();
        List<Finding> findings =
                stage.call(stage.cleo, CLOSE).on("client/1").risk("high").findings();
        assertThat(findings.getFirst().code()).isEqualTo(FindingCode.CLOSING_NOT_INDEPENDENT);
        assertThat(unknown(findings)).containsExactly(of(first));
    }

    @Test
    void aRequirementNamesWhatKeepsACallFromCounting() {
        var stage = new RuleStage(new Rule.Require(
                head(),
                CLOSE,
                List.of(new Rule.Done(OPEN, "client", Optional.of(RuleStage.OWNER), 1, false)),
                Optional.empty(),
                Set.of()));
        long done = stage.call(stage.nemo, OPEN).on("client/1").done();
        assertThat(unknown(stage.call(stage.cleo, CLOSE)
                        .on("client/1")
                        .risk("high")
                        .findings()))
                .containsExactly(of(done));
        stage.call(stage.cleo, OPEN).on("client/2").done();
        assertThat(unknown(stage.call(stage.nemo, CLOSE)
                        .on("client/2")
                        .risk("high")
                        .findings()))
                .containsExactly(OWN);
        assertThat(unknown(stage.call(stage.cleo, CLOSE)
                        .on("client/2")
                        .risk("high")
                        .findings()))
                .as("the same agent did it")
                .isEmpty();
        assertThat(unknown(stage.call(stage.cleo, CLOSE)
                        .on("client/3")
                        .risk("high")
                        .findings()))
                .as("nobody did it")
                .isEmpty();
    }

    @Test
    void aScopeThatNobodyRegisteredIsNamed() {
        var stage = new RuleStage(
                new Rule.Limit(head(), OTHER, "owner", OptionalLong.of(9), new TreeMap<>(), OptionalLong.empty()));
        List<Finding> findings =
                stage.call(stage.nemo, OTHER).on("client/1").risk("high").findings();
        assertThat(findings.getFirst().code()).isEqualTo(FindingCode.NOT_EVALUABLE);
        assertThat(unknown(findings)).containsExactly(OWN);
        assertThat(stage.call(stage.ada, OTHER).on("client/1").risk("high").findings())
                .isEmpty();
    }

    @Test
    void anApprovalThatNobodyCanGiveSaysWhy() {
        var office = new Office(Office.approval());
        var clerk = agent("clerk", AttributeValue.unknown());
        var held = (Answer.Hold) office.call(clerk, "erp/vendor.pay", Key.parse("vendor/1"));
        assertThat(unknown(held.findings())).containsExactly(OWN);
        var refused = (Answer.Refused)
                office.ask(new Command.AnswerHold(held.hold(), Office.person("vera", "controls"), true, ""));
        assertThat(refused.message()).contains("the owner of `clerk` is not registered");
        var payer =
                (Answer.Hold) office.call(Office.agent("payer", "treasury"), "erp/vendor.pay", Key.parse("vendor/1"));
        assertThat(unknown(payer.findings())).isEmpty();
    }

    @Test
    void aRejectionThatSticksToOneOfWhomNothingIsKnownSaysWhy() {
        var office = new Office(Office.approval());
        var held =
                (Answer.Hold) office.call(Office.agent("payer", "treasury"), "erp/vendor.pay", Key.parse("vendor/1"));
        office.ask(new Command.AnswerHold(held.hold(), Office.person("vera", "controls"), false, "no"));
        var clerk = agent("clerk", AttributeValue.unknown());
        var denied = (Answer.Deny) office.call(clerk, "erp/vendor.pay", Key.parse("vendor/1"));
        assertThat(denied.findings())
                .filteredOn(finding -> finding.code() == FindingCode.REJECTED)
                .singleElement()
                .satisfies(finding -> assertThat(finding.unknown()).containsExactly(OWN));
        assertThat(office.last()).isInstanceOf(Event.CallDenied.class);
    }
}
