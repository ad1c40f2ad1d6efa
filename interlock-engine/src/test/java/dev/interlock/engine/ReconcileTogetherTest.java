package dev.interlock.engine;

import static dev.interlock.engine.Office.agent;
import static dev.interlock.engine.Office.person;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** One person says of many calls with one decision how they came out. */
class ReconcileTogetherTest {

    private static final Settlement NOTHING = new Settlement.Failed("not there");

    private final Caller petra = person("petra", "audit");
    private final Caller clerk = agent("clerk", "finance");
    private final Office office = new Office(Office.separate());

    private long unknown(Caller who, String vendor) {
        long call = ((Answer.Permit) office.call(who, "erp/vendor.create", new Key("vendor", vendor))).call();
        office.ask(new Command.SettleCall(call, new Settlement.Unknown("no answer")));
        return call;
    }

    private static Settlement created(String vendor) {
        return new Settlement.Succeeded(List.of(new Key("vendor", vendor)));
    }

    private Command.ReconcileCall said(long call, Settlement settlement) {
        return new Command.ReconcileCall(call, petra, settlement, "looked");
    }

    private static RefusalCode refused(Answer answer) {
        return ((Answer.Refused) answer).code();
    }

    @Test
    void allOfThemWithOneDecision() {
        long first = unknown(clerk, "1");
        long second = unknown(clerk, "2");
        var calls = List.of(said(first, NOTHING), said(second, created("2")));
        assertThat(office.ask(new Command.ReconcileCalls(calls))).isEqualTo(new Answer.Done(first));
        assertThat(office.state.openCall(first)).isEmpty();
        assertThat(office.state.openCall(second)).isEmpty();
        assertThat(((Event.CallReconciled) office.last()).with()).hasValue(first);
        assertThat(office.call(clerk, "erp/vendor.pay", new Key("vendor", "2"))).isInstanceOf(Answer.Hold.class);
    }

    @Test
    void orNone() {
        long clerks = unknown(clerk, "1");
        long auditors = unknown(agent("auditor", "audit"), "2");
        long before = office.state.nextSeq();
        var calls = List.of(said(clerks, NOTHING), said(auditors, NOTHING));
        assertThat(refused(office.ask(new Command.ReconcileCalls(calls)))).isEqualTo(RefusalCode.NOT_INDEPENDENT);
        assertThat(office.state.nextSeq()).isEqualTo(before);
        assertThat(office.state.openCall(clerks)).isPresent();
    }

    @Test
    void noneTwiceTooManyAndOneObjectForTwo() {
        long first = unknown(clerk, "1");
        long second = unknown(clerk, "2");
        var many = new ArrayList<Command.ReconcileCall>();
        for (long call = 0; call <= 1_000; call++) {
            many.add(said(call, NOTHING));
        }
        for (var calls : List.of(
                List.<Command.ReconcileCall>of(),
                List.of(said(first, NOTHING), said(first, NOTHING)),
                List.of(said(first, created("1")), said(second, created("1"))),
                many)) {
            assertThat(refused(office.ask(new Command.ReconcileCalls(calls)))).isEqualTo(RefusalCode.ARGUMENT_INVALID);
        }
    }

    @Test
    void oneWhoAdministersAloneIsNoExceptionAtTheStrictestTier() {
        long call = unknown(clerk, "1");
        Caller own = person("olga", "finance");
        assertThat(refused(office.ask(new Command.ReconcileCall(call, own, NOTHING, "looked", true))))
                .isEqualTo(RefusalCode.NOT_INDEPENDENT);
        office.ask(new Command.ReconcileCall(call, petra, NOTHING, "looked", true));
        var reconciled = (Event.CallReconciled) office.last();
        assertThat(reconciled.singleAdministrator()).isFalse();
        assertThat(reconciled.with()).isEqualTo(OptionalLong.empty());
    }
}
