package dev.interlock.engine;

import static dev.interlock.engine.Office.agent;
import static dev.interlock.engine.Office.person;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.event.Witness;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.table.KeyTable;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** A creation that returns what existed leaves its mark on that, and nothing is created by it. */
class UpsertThenPayTest {

    private static final Key VENDOR = new Key("vendor", "42");

    private final Caller clerk = agent("clerk", "finance");
    private final Caller payer = agent("payer", "treasury");
    private final Caller third = agent("third", "sales");
    private final Office office = new Office(Office.separate());

    private long create(Office where, Caller who) {
        return ((Answer.Permit) where.call(who, "erp/vendor.create", VENDOR)).call();
    }

    private static Answer settle(Office where, long call, Settlement settlement) {
        return where.ask(new Command.SettleCall(call, settlement));
    }

    private static Settlement returned() {
        return new Settlement.Succeeded(List.of(VENDOR));
    }

    @Test
    void theOneToWhomTheOldVendorWasReturnedDoesNotPayIt() {
        office.done(third, "erp/vendor.create", VENDOR);
        long upsert = create(office, clerk);
        settle(office, upsert, returned());
        assertThat(((Event.CallSettled) office.last()).settlement())
                .isEqualTo(new Settlement.Existed(List.of(VENDOR), List.of()));
        var held = (Answer.Hold) office.call(clerk, "erp/vendor.pay", VENDOR);
        assertThat(held.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo(FindingCode.DUTY_CONFLICT);
            assertThat(finding.witnesses()).containsExactly(new Witness(upsert, "vendor.create"));
        });
        assertThat(office.call(payer, "erp/vendor.pay", VENDOR)).isInstanceOf(Answer.Permit.class);
    }

    @Test
    void itIsSoAfterARestart() {
        office.done(third, "erp/vendor.create", VENDOR);
        long upsert = create(office, clerk);
        office.restart();
        settle(office, upsert, returned());
        office.restart();
        assertThat(office.call(clerk, "erp/vendor.pay", VENDOR)).isInstanceOf(Answer.Hold.class);
    }

    @Test
    void whoeverPaidItBeforeIsTold() {
        office.done(third, "erp/vendor.create", VENDOR);
        long payment = office.done(clerk, "erp/vendor.pay", VENDOR);
        settle(office, create(office, clerk), returned());
        var existed = (Settlement.Existed) ((Event.CallSettled) office.last()).settlement();
        assertThat(existed.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo(FindingCode.DUTY_CONFLICT);
            assertThat(finding.outcome()).isEqualTo(Outcome.RECORD);
            assertThat(finding.key()).contains(VENDOR);
            assertThat(finding.witnesses()).extracting(Witness::call).containsExactly(payment);
        });
    }

    @Test
    void whatAnotherCallCreatedMeanwhileIsItsOwn() {
        long slow = create(office, clerk);
        office.done(third, "erp/vendor.create", VENDOR);
        settle(office, slow, returned());
        assertThat(((Event.CallSettled) office.last()).settlement()).isInstanceOf(Settlement.Existed.class);
    }

    @Test
    void meetsNoRequirement() {
        var checked = new Office(new dev.interlock.engine.policy.Rule.Require(
                new dev.interlock.engine.policy.Rule.Head("AP-04", "", Optional.empty(), false, List.of()),
                "vendor.pay",
                List.of(new dev.interlock.engine.policy.Rule.Done(
                        "vendor.create", "vendor", Optional.of(Office.OWNER), 1, false)),
                Optional.empty(),
                java.util.Set.of()));
        checked.done(payer, "erp/vendor.create", VENDOR);
        settle(checked, create(checked, clerk), returned());
        var held = (Answer.Hold) checked.call(payer, "erp/vendor.pay", VENDOR);
        assertThat(held.findings()).extracting(Finding::code).containsExactly(FindingCode.REQUIREMENT_MISSING);
    }

    @Test
    void anEnforcementPointThatTellsItTwiceIsNotRefused() {
        office.done(third, "erp/vendor.create", VENDOR);
        long upsert = create(office, clerk);
        settle(office, upsert, returned());
        assertThat(office.ask(new Command.SettleCall(upsert, returned()))).isInstanceOf(Answer.Refused.class);
        assertThat(office.state.openCall(upsert)).isEmpty();
    }

    @Test
    void aPersonsWordForASuccessCreatesNothingThatExisted() {
        office.done(third, "erp/vendor.create", VENDOR);
        long upsert = create(office, clerk);
        settle(office, upsert, new Settlement.Unknown("no answer"));
        var answer = office.ask(new Command.ReconcileCall(upsert, person("petra", "audit"), returned(), "seen"));
        assertThat(answer).isInstanceOf(Answer.Done.class);
        assertThat(((Event.CallReconciled) office.last()).settlement()).isInstanceOf(Settlement.Existed.class);
        assertThat(office.call(clerk, "erp/vendor.pay", VENDOR)).isInstanceOf(Answer.Hold.class);
    }

    @Test
    void whatIsOnlyNamedAsRelatedIsNotShownToExist() {
        Key guess = new Key("vendor", "guessed");
        var related = CallFacts.builder("erp/vendor.edit", "sha-256:1", "high")
                .marks(new TreeSet<>(java.util.Set.of("vendor.edit")))
                .objects(List.of(VENDOR))
                .related(List.of(guess))
                .build();
        long task = office.open(third, "any");
        var edit = (Answer.Permit) office.ask(new Command.DecideCall(third, OptionalLong.of(task), related));
        settle(office, edit.call(), new Settlement.Succeeded(List.of()));
        assertThat(office.state.keys().establishedAt(office.state.keys().find(VENDOR)))
                .isNotEqualTo(KeyTable.NEVER);
        assertThat(office.state.keys().establishedAt(office.state.keys().find(guess)))
                .isEqualTo(KeyTable.NEVER);

        long creation = create(office, clerk);
        settle(office, creation, new Settlement.Succeeded(List.of(guess)));
        assertThat(((Event.CallSettled) office.last()).settlement())
                .isEqualTo(new Settlement.Succeeded(List.of(guess)));
        assertThat(office.call(clerk, "erp/vendor.pay", guess)).isInstanceOf(Answer.Hold.class);
    }

    @Test
    void anErrorThatNamesTheVendorKeepsItsCallerAwayFromIt() {
        office.done(third, "erp/vendor.create", VENDOR);
        long upsert = create(office, clerk);
        settle(office, upsert, new Settlement.Unknown("502", List.of(VENDOR, new Key("payment", "9"))));
        assertThat(((Event.CallSettled) office.last()).settlement())
                .isEqualTo(new Settlement.Unknown("502", List.of(VENDOR)));
        office.restart();
        var held = (Answer.Hold) office.call(clerk, "erp/vendor.pay", VENDOR);
        assertThat(held.findings().getFirst().witnesses()).containsExactly(new Witness(upsert, "vendor.create"));
        Key other = new Key("vendor", "43");
        assertThat(office.call(clerk, "erp/vendor.pay", other)).isInstanceOf(Answer.Hold.class);

        office.ask(new Command.ReconcileCall(
                upsert, person("petra", "audit"), new Settlement.Failed("not there"), "looked"));
        assertThat(office.call(clerk, "erp/vendor.pay", VENDOR)).isInstanceOf(Answer.Permit.class);
    }
}
