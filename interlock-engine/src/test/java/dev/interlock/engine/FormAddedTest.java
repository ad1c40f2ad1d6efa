package dev.interlock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.ReasonCode;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.Link;
import dev.interlock.engine.table.KeyTable;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** The form of ids is added when there is a history under other spellings already. */
class FormAddedTest {

    private static final Key OTHERWISE = new Key("vendor", "007");
    private static final Key SEVEN = new Key("vendor", "7");

    private final Caller ada = Office.agent("ada", "one");
    private final Caller ben = Office.agent("ben", "two");
    private final Caller vera = Office.person("vera", "three");

    private static List<ReasonCode> codes(Answer answer) {
        return switch (answer) {
            case Answer.Hold hold ->
                hold.findings().stream().<ReasonCode>map(Finding::code).toList();
            case Answer.Deny deny ->
                deny.findings().stream().<ReasonCode>map(Finding::code).toList();
            case Answer.Refused refused -> List.of(refused.code());
            default -> List.of();
        };
    }

    @Test
    void whatWasDoneUnderAnotherSpellingMeetsNoRequirement() {
        var office = new Office(Office.require(false));
        office.done(ben, "erp/vendor.check", OTHERWISE);
        office.form();
        assertThat(codes(office.call(ada, "erp/vendor.pay", SEVEN))).containsExactly(FindingCode.REQUIREMENT_MISSING);
        office.restart();
        assertThat(codes(office.call(ada, "erp/vendor.pay", SEVEN))).containsExactly(FindingCode.REQUIREMENT_MISSING);
        office.done(ben, "erp/vendor.check", SEVEN);
        assertThat(office.call(ada, "erp/vendor.pay", SEVEN)).isInstanceOf(Answer.Permit.class);
    }

    @Test
    void whatWasCreatedUnderAnotherSpellingConflicts() {
        var office = new Office(Office.separate());
        office.done(ada, "erp/vendor.create", new Key("vendor", "07"));
        office.form();
        assertThat(codes(office.call(ada, "erp/vendor.pay", SEVEN))).containsExactly(FindingCode.DUTY_CONFLICT);
        office.restart();
        assertThat(codes(office.call(ada, "erp/vendor.pay", SEVEN))).containsExactly(FindingCode.DUTY_CONFLICT);
        assertThat(office.call(ben, "erp/vendor.pay", SEVEN)).isInstanceOf(Answer.Permit.class);
    }

    @Test
    void aCallThatWasOpenThenMeetsNoRequirementWhenItSucceeds() {
        var office = new Office(Office.require(false));
        var open = (Answer.Permit) office.call(ben, "erp/vendor.check", OTHERWISE);
        office.form();
        office.restart();
        office.ask(new Command.SettleCall(open.call(), new Settlement.Succeeded(List.of())));
        assertThat(codes(office.call(ada, "erp/vendor.pay", SEVEN))).containsExactly(FindingCode.REQUIREMENT_MISSING);
    }

    @Test
    void whatWasVoidedUnderAnotherSpellingIsVoided() {
        var office = new Office(Office.require(false));
        office.done(ben, "erp/vendor.check", SEVEN);
        office.done(ben, "erp/vendor.edit", OTHERWISE);
        office.form();
        assertThat(codes(office.call(ada, "erp/vendor.pay", SEVEN))).containsExactly(FindingCode.REQUIREMENT_MISSING);
    }

    @Test
    void nothingIsEstablishedUnderAnotherSpelling() {
        var office = new Office();
        office.done(ada, "erp/vendor.create", OTHERWISE);
        office.done(ada, "erp/vendor.create", new Key("vendor", "8"));
        office.form();
        assertThat(established(office, SEVEN)).isEqualTo(KeyTable.NEVER);
        assertThat(established(office, new Key("vendor", "8"))).isNotEqualTo(KeyTable.NEVER);
    }

    private static long established(Office office, Key key) {
        return office.state.keys().establishedAt(office.state.keys().find(key));
    }

    private Command open(Key object) {
        return new Command.OpenTask(
                ada,
                OptionalLong.empty(),
                ada,
                "any",
                "sha-256:2",
                "",
                List.of(object),
                OptionalLong.empty(),
                OptionalInt.empty());
    }

    @Test
    void aLinkOfTwoSpellingsSaysNothing() {
        var office = new Office(Office.separate());
        long link = ((Answer.Done) office.ask(new Command.ProposeLink(new Link.Objects(OTHERWISE, SEVEN), vera, "")))
                .number();
        office.ask(new Command.AnswerLink(link, Office.person("paul", "four"), true, ""));
        office.form();
        office.restart();
        assertThat(office.state.keys().lineage().isEmpty()).isTrue();
    }

    @Test
    void whatHasNoCanonicalSpellingStaysAndCannotBeNamed() {
        var office = new Office(Office.separate());
        var strange = new Key("vendor", "acme");
        office.done(ada, "erp/vendor.create", strange);
        office.form();
        assertThat(office.state.keys().find(strange)).isNotEqualTo(KeyTable.ABSENT);
        assertThat(codes(office.call(ben, "erp/vendor.pay", strange))).containsExactly(FindingCode.ARGUMENT_INVALID);
    }

    @Test
    void whoeverNamesAnObjectNamesItCanonically() {
        var office = new Office(Office.separate());
        office.form();
        assertThat(codes(office.call(ben, "erp/vendor.pay", OTHERWISE))).containsExactly(FindingCode.ARGUMENT_INVALID);
        assertThat(codes(office.ask(open(OTHERWISE)))).containsExactly(RefusalCode.ARGUMENT_INVALID);
        assertThat(codes(office.ask(new Command.ProposeLink(new Link.Objects(SEVEN, OTHERWISE), vera, ""))))
                .containsExactly(RefusalCode.ARGUMENT_INVALID);
        assertThat(codes(office.observe("erp-audit", "o-1", ben, "erp/vendor.check", OTHERWISE)))
                .containsExactly(RefusalCode.ARGUMENT_INVALID);
        var permit = (Answer.Permit) office.call(ada, "erp/vendor.create", SEVEN);
        office.ask(new Command.SettleCall(permit.call(), new Settlement.Succeeded(List.of(OTHERWISE))));
        assertThat(office.state.openCall(permit.call()).orElseThrow().unknown()).isTrue();
    }
}
