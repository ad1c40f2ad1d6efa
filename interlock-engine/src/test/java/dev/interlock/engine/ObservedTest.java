package dev.interlock.engine;

import static dev.interlock.engine.Office.agent;
import static dev.interlock.engine.Office.caller;
import static dev.interlock.engine.Office.person;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.event.Witness;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Fault;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.state.Observations;
import dev.interlock.engine.table.KeyTable;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What happened outside counts as soon as it is told, and for somebody only from a source that is trusted for it. */
class ObservedTest {

    private static final Key VENDOR = new Key("vendor", "42");

    private final Caller clerk = agent("clerk", "finance");
    private final Caller payer = agent("payer", "treasury");
    private final Office office = new Office(Office.separate());
    private final Office checked = new Office(Office.require(false));

    private static RefusalCode refused(Answer answer) {
        return ((Answer.Refused) answer).code();
    }

    private static long number(Answer answer) {
        return ((Answer.Done) answer).number();
    }

    @Test
    void anUnknownSourceCountsForNothingAndIsNotRemembered() {
        long before = office.state.nextSeq();
        assertThat(refused(office.observe("stranger", "1", clerk, "erp/vendor.create", VENDOR)))
                .isEqualTo(RefusalCode.SOURCE_UNKNOWN);
        assertThat(office.state.nextSeq()).isEqualTo(before);
        assertThat(office.call(clerk, "erp/vendor.pay", VENDOR)).isInstanceOf(Answer.Permit.class);
    }

    @Test
    void whatAnySourceTellsCountsAgainstTheOneWhoDidIt() {
        long told = number(office.observe("feed", "1", clerk, "erp/vendor.create", VENDOR));
        var held = (Answer.Hold) office.call(clerk, "erp/vendor.pay", VENDOR);
        assertThat(held.findings().getFirst().witnesses()).containsExactly(new Witness(told, "vendor.create"));
        assertThat(office.call(payer, "erp/vendor.pay", VENDOR)).isInstanceOf(Answer.Permit.class);
    }

    @Test
    void aPersonOfAnotherOwnerIsAnotherPartyAndAnInstanceThatIsNotKnownIsNot() {
        office.observe("feed", "1", person("dana", "finance"), "erp/vendor.create", VENDOR);
        assertThat(office.call(payer, "erp/vendor.pay", VENDOR)).isInstanceOf(Answer.Permit.class);

        Key other = new Key("vendor", "43");
        office.observe("feed", "2", caller("clerk", "", false, "finance"), "erp/vendor.create", other);
        var held = (Answer.Hold) office.call(payer, "erp/vendor.pay", other);
        assertThat(held.findings().getFirst().attribute()).contains(Attributes.RUNTIME);
    }

    @Test
    void theActorIsWhatTheRegistryKnows() {
        office.observe("feed", "1", person("dana", "finance"), "erp/vendor.edit", VENDOR);
        var dana = ((Event.CallObserved) office.last()).actor();
        assertThat(dana.get(Attributes.RUNTIME)).isEqualTo(AttributeValue.notApplicable());
        assertThat(dana.get(Attributes.CHAIN)).isEqualTo(AttributeValue.known("dana"));
        office.observe("feed", "2", caller("clerk", "run-7", false, "finance"), "erp/vendor.edit", VENDOR);
        assertThat(((Event.CallObserved) office.last()).actor().get(Attributes.RUNTIME))
                .isEqualTo(AttributeValue.known("run-7"));
        assertThat(((Event.CallObserved) office.last()).task()).isZero();
    }

    @Test
    void aRequirementIsMetOnlyByATrustedSource() {
        checked.observe("feed", "1", person("dana", "controls"), "erp/vendor.check", VENDOR);
        assertThat(checked.call(payer, "erp/vendor.pay", VENDOR)).isInstanceOf(Answer.Hold.class);
        checked.observe("erp-audit", "1", person("dana", "controls"), "erp/vendor.check", VENDOR);
        assertThat(checked.call(payer, "erp/vendor.pay", VENDOR)).isInstanceOf(Answer.Permit.class);
    }

    @Test
    void aRequirementIsNotMetByTheRequesterSeenFromOutside() {
        checked.observe("erp-audit", "1", payer, "erp/vendor.check", VENDOR);
        assertThat(checked.call(payer, "erp/vendor.pay", VENDOR)).isInstanceOf(Answer.Hold.class);
    }

    @Test
    void anySourceVoids() {
        checked.observe("erp-audit", "1", person("dana", "controls"), "erp/vendor.check", VENDOR);
        checked.observe("feed", "1", clerk, "erp/vendor.edit", VENDOR);
        assertThat(checked.call(payer, "erp/vendor.pay", VENDOR)).isInstanceOf(Answer.Hold.class);
    }

    @Test
    void whatIsUsedOnceIsUsedUpByWhatIsObserved() {
        Office once = new Office(Office.require(true));
        once.observe("erp-audit", "1", person("dana", "controls"), "erp/vendor.check", VENDOR);
        once.observe("feed", "1", payer, "erp/vendor.pay", VENDOR);
        assertThat(((Event.CallObserved) once.last()).findings()).isEmpty();
        assertThat(once.call(payer, "erp/vendor.pay", VENDOR)).isInstanceOf(Answer.Hold.class);
    }

    @Test
    void whatItBreaksIsRecorded() {
        long created = office.done(clerk, "erp/vendor.create", VENDOR);
        office.observe("feed", "1", clerk, "erp/vendor.pay", VENDOR);
        var findings = ((Event.CallObserved) office.last()).findings();
        assertThat(findings).singleElement().satisfies(finding -> {
            assertThat(finding.outcome()).isEqualTo(Outcome.RECORD);
            assertThat(finding.code()).isEqualTo(FindingCode.DUTY_CONFLICT);
            assertThat(finding.need()).isEmpty();
            assertThat(finding.witnesses()).containsExactly(new Witness(created, "vendor.create"));
        });
    }

    @Test
    void whatItVoidsWhileACallReliesOnItIsRecorded() {
        checked.observe("erp-audit", "1", person("dana", "controls"), "erp/vendor.check", VENDOR);
        checked.call(payer, "erp/vendor.pay", VENDOR);
        checked.observe("feed", "1", clerk, "erp/vendor.edit", VENDOR);
        assertThat(((Event.CallObserved) checked.last()).findings())
                .extracting(Finding::code)
                .containsExactly(FindingCode.RELIED_UPON);
    }

    @Test
    void toldAgainItIsNotRecordedAgain() {
        long first = number(office.observe("feed", "1", clerk, "erp/vendor.create", VENDOR));
        office.restart();
        long size = office.state.nextSeq();
        assertThat(number(office.observe("feed", "1", payer, "erp/vendor.edit", VENDOR)))
                .isEqualTo(first);
        assertThat(office.state.nextSeq()).isEqualTo(size);
        assertThat(number(office.observe("erp-audit", "1", clerk, "erp/vendor.edit", VENDOR)))
                .isEqualTo(size);
    }

    /** An ambiguous observation may have happened on each object, and surely happened on none. */
    @Test
    void whatIsAmbiguousCountsAgainstAndMeetsNothing() {
        Key other = new Key("vendor", "43");
        checked.ask(ambiguous("erp-audit", "1", person("dana", "controls"), "erp/vendor.check", VENDOR, other));
        assertThat(((Event.CallObserved) checked.last()).ambiguous()).isTrue();
        assertThat(checked.call(payer, "erp/vendor.pay", VENDOR)).isInstanceOf(Answer.Hold.class);
        assertThat(checked.call(payer, "erp/vendor.pay", other)).isInstanceOf(Answer.Hold.class);

        office.ask(ambiguous("erp-audit", "1", payer, "erp/vendor.create", VENDOR, other));
        office.restart();
        assertThat(office.call(payer, "erp/vendor.pay", VENDOR)).isInstanceOf(Answer.Hold.class);
        assertThat(office.state.keys().establishedAt(office.state.keys().find(VENDOR)))
                .as("it is not known to exist")
                .isEqualTo(KeyTable.NEVER);
    }

    private static Command.Observe ambiguous(
            String source, String id, Caller actor, String tool, Key first, Key second) {
        CallFacts facts = Office.facts(tool, first);
        boolean creates = !facts.creates().isEmpty();
        return new Command.Observe(
                agent(source, "it"),
                id,
                actor,
                creates ? facts : facts.naming(List.of(first, second), List.of(), List.of(), List.of(), List.of()),
                creates ? List.of(first) : List.of(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                true);
    }

    @Test
    void onlyTheLatestOfASourceAreKnownAgain() {
        long first = number(office.observe("feed", "first", clerk, "erp/vendor.edit", VENDOR));
        for (int i = 1; i < Observations.MOST_REMEMBERED; i++) {
            office.observe("feed", "id-" + i, clerk, "erp/vendor.edit", VENDOR);
        }
        assertThat(number(office.observe("feed", "first", clerk, "erp/vendor.edit", VENDOR)))
                .isEqualTo(first);
        office.observe("feed", "one more", clerk, "erp/vendor.edit", VENDOR);
        assertThat(number(office.observe("feed", "first", clerk, "erp/vendor.edit", VENDOR)))
                .isGreaterThan(first);
    }

    @Test
    void aTrustedSourceEstablishesWhatItSawCreated() {
        office.observe("feed", "1", clerk, "erp/vendor.create", VENDOR);
        assertThat(office.state.keys().establishedAt(office.state.keys().find(VENDOR)))
                .isEqualTo(KeyTable.NEVER);
        long told = number(office.observe("erp-audit", "1", clerk, "erp/vendor.create", VENDOR));
        assertThat(office.state.keys().establishedAt(office.state.keys().find(VENDOR)))
                .isEqualTo(told);
        assertThat(office.state.keys().version(office.state.keys().find(VENDOR)))
                .isEqualTo(told);
    }

    @Test
    void aCallInFlightThatMayHaveCreatedItIsFoundToo() {
        office.call(clerk, "erp/vendor.create", VENDOR);
        office.observe("feed", "1", clerk, "erp/vendor.pay", VENDOR);
        assertThat(((Event.CallObserved) office.last()).findings()).hasSize(1);
    }

    @Test
    void whatCannotBeReadIsRefused() {
        var facts = Office.facts("erp/vendor.create", VENDOR);
        Caller source = agent("feed", "it");
        assertThat(refused(office.ask(new Command.Observe(source, "1", clerk, facts, List.of(), OptionalLong.empty()))))
                .isEqualTo(RefusalCode.ARGUMENT_INVALID);
        assertThat(refused(office.ask(new Command.Observe(
                        source,
                        "1",
                        clerk,
                        facts.with(new Fault("args.id", "is missing")),
                        List.of(VENDOR),
                        OptionalLong.empty()))))
                .isEqualTo(RefusalCode.ARGUMENT_INVALID);
        assertThat(refused(office.observe("feed", "", clerk, "erp/vendor.edit", VENDOR)))
                .isEqualTo(RefusalCode.ARGUMENT_INVALID);
        assertThat(refused(office.observe("feed", "x".repeat(257), clerk, "erp/vendor.edit", VENDOR)))
                .isEqualTo(RefusalCode.ARGUMENT_INVALID);
        assertThat(refused(office.observe("feed", "1", clerk, "erp/unheard", VENDOR)))
                .isEqualTo(RefusalCode.TOOL_UNKNOWN);
    }

    @Test
    void aToolThatIsOnlyObservedIsNotCalled() {
        var denied = (Answer.Deny) office.call(clerk, "erp/by-hand", VENDOR);
        assertThat(denied.findings().getFirst().code()).isEqualTo(FindingCode.TOOL_UNKNOWN);
        assertThat(office.observe("erp-audit", "1", clerk, "erp/by-hand", VENDOR))
                .isInstanceOf(Answer.Done.class);
    }

    @Test
    void anObservationIsNoCallToBeSettled() {
        long told = number(office.observe("feed", "1", clerk, "erp/vendor.edit", VENDOR));
        assertThat(refused(office.ask(new Command.SettleCall(told, new Settlement.Failed("no")))))
                .isEqualTo(RefusalCode.CALL_UNKNOWN);
    }
}
