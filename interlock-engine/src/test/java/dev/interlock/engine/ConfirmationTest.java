package dev.interlock.engine;

import static dev.interlock.engine.Office.agent;
import static dev.interlock.engine.Office.caller;
import static dev.interlock.engine.Office.facts;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.event.Confirmation;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Calls of unknown outcome end without a person, but for doubts that leave them open. */
class ConfirmationTest {

    private static final Key VENDOR = new Key("vendor", "42");
    private static final long FINAL = 60_000;
    private static final Settlement ABSENT = new Settlement.Failed("not there");
    private static final Settlement THERE = new Settlement.Succeeded(List.of(VENDOR));

    private final Caller clerk = agent("clerk", "finance");
    private final Caller payer = agent("payer", "treasury");
    private final Office office = new Office(Office.separate());

    /** Creates the vendor, and is not answered. */
    private long unknown(Caller who) {
        long call = ((Answer.Permit) office.call(who, "erp/vendor.create", VENDOR)).call();
        office.ask(new Command.SettleCall(call, new Settlement.Unknown("no answer")));
        return call;
    }

    private Answer confirm(long call, Settlement settlement) {
        return office.ask(new Command.ConfirmCall(
                call, settlement, new Confirmation.Read("erp/vendor.get", "sha-256:7", office.now), FINAL));
    }

    private static RefusalCode refused(Answer answer) {
        return ((Answer.Refused) answer).code();
    }

    private boolean isUnknown(long call) {
        return office.state.openCall(call).orElseThrow().unknown();
    }

    @Test
    void whatIsAbsentAfterFiveSecondsMayBeSlow() {
        long call = unknown(clerk);
        office.now += 5_000;
        assertThat(refused(confirm(call, ABSENT))).isEqualTo(RefusalCode.CONFIRMATION_EARLY);
        assertThat(isUnknown(call)).isTrue();

        office.restart();
        office.now += FINAL;
        assertThat(confirm(call, ABSENT)).isInstanceOf(Answer.Done.class);
        assertThat(office.state.openCall(call)).isEmpty();
        var confirmed = (Event.CallConfirmed) office.last();
        assertThat(confirmed.settlement()).isEqualTo(ABSENT);
        assertThat(confirmed.by()).isInstanceOf(Confirmation.Read.class);
    }

    @Test
    void whatCountsIsWhenTheReadWasSent() {
        long call = unknown(clerk);
        office.now += 2 * FINAL;
        var early = new Confirmation.Read("erp/vendor.get", "sha-256:7", office.now - FINAL - 10);
        assertThat(refused(office.ask(new Command.ConfirmCall(call, ABSENT, early, FINAL + FINAL))))
                .isEqualTo(RefusalCode.CONFIRMATION_EARLY);
    }

    @Test
    void whatIsThereIsThereAtOnce() {
        long call = unknown(clerk);
        assertThat(confirm(call, THERE)).isInstanceOf(Answer.Done.class);
        assertThat(office.call(clerk, "erp/vendor.pay", VENDOR)).isInstanceOf(Answer.Hold.class);
        assertThat(office.call(payer, "erp/vendor.pay", VENDOR)).isInstanceOf(Answer.Permit.class);
    }

    @Test
    void ofTwoEqualCreationsTheOneThatIsSeenIsTheOthers() {
        long lost = unknown(clerk);
        office.done(payer, "erp/vendor.create", VENDOR);
        assertThat(refused(confirm(lost, THERE))).isEqualTo(RefusalCode.CONFIRMATION_DOUBTFUL);
        assertThat(isUnknown(lost)).isTrue();
    }

    @Test
    void whoeverIsNotIndependentMayHaveTakenItAway() {
        long call = unknown(clerk);
        office.done(agent("cleaner", "finance"), "erp/vendor.edit", new Key("vendor", "43"));
        office.restart();
        office.now += 2 * FINAL;
        assertThat(refused(confirm(call, ABSENT))).isEqualTo(RefusalCode.CONFIRMATION_DOUBTFUL);
    }

    @Test
    void soMayOneWhoIsStillAtIt() {
        long call = unknown(clerk);
        office.call(agent("cleaner", "finance"), "erp/vendor.edit", new Key("vendor", "43"));
        office.now += 2 * FINAL;
        assertThat(refused(confirm(call, ABSENT))).isEqualTo(RefusalCode.CONFIRMATION_DOUBTFUL);
    }

    @Test
    void whatOthersWroteSinceHidesNothing() {
        long call = unknown(clerk);
        office.done(payer, "erp/vendor.edit", new Key("vendor", "43"));
        office.now += 2 * FINAL;
        assertThat(confirm(call, ABSENT)).isInstanceOf(Answer.Done.class);
    }

    /** Pays the vendor, and is not answered. */
    private long unknownPayment(Caller who) {
        office.done(agent("founder", "it"), "erp/vendor.create", VENDOR);
        long call = ((Answer.Permit) office.call(who, "erp/vendor.pay", VENDOR)).call();
        office.ask(new Command.SettleCall(call, new Settlement.Unknown("no answer")));
        return call;
    }

    private static final Settlement DONE = new Settlement.Succeeded(List.of());

    @Test
    void whatIsSeenOnAnObjectMayBeTheDoingOfSomebodyElse() {
        long call = unknownPayment(clerk);
        office.done(payer, "erp/vendor.pay", VENDOR);
        office.restart();
        assertThat(refused(confirm(call, DONE))).isEqualTo(RefusalCode.CONFIRMATION_DOUBTFUL);
        assertThat(isUnknown(call)).isTrue();
    }

    @Test
    void soMayItBeOfSomebodyWhoIsAtItOrWasMeanwhile() {
        long inFlight = unknownPayment(clerk);
        long other = ((Answer.Permit) office.call(payer, "erp/vendor.pay", VENDOR)).call();
        assertThat(refused(confirm(inFlight, DONE))).isEqualTo(RefusalCode.CONFIRMATION_DOUBTFUL);
        office.ask(new Command.SettleCall(other, new Settlement.Failed("no")));
        assertThat(confirm(inFlight, DONE)).isInstanceOf(Answer.Done.class);
    }

    @Test
    void theFirstWordWins() {
        long call = unknown(clerk);
        office.now += 2 * FINAL;
        confirm(call, ABSENT);
        assertThat(refused(confirm(call, THERE))).isEqualTo(RefusalCode.CALL_UNKNOWN);
        // An outcome that turns out later is told as it is.
        assertThat(told("erp-audit", "late", clerk, call)).isInstanceOf(Answer.Done.class);
        assertThat(office.last()).isInstanceOf(Event.CallObserved.class);
        assertThat(office.call(clerk, "erp/vendor.pay", VENDOR)).isInstanceOf(Answer.Hold.class);
    }

    @Test
    void whatIsInFlightIsNotConfirmed() {
        long call = ((Answer.Permit) office.call(clerk, "erp/vendor.create", VENDOR)).call();
        assertThat(refused(confirm(call, THERE))).isEqualTo(RefusalCode.NOT_ALLOWED);
    }

    @Test
    void whatNamesNothingIsNoSuccess() {
        long call = unknown(clerk);
        assertThat(refused(confirm(call, new Settlement.Succeeded(List.of())))).isEqualTo(RefusalCode.ARGUMENT_INVALID);
        assertThat(refused(confirm(call, new Settlement.Existed(List.of(), List.of()))))
                .isEqualTo(RefusalCode.ARGUMENT_INVALID);
        assertThat(refused(confirm(call, new Settlement.Unknown("?")))).isEqualTo(RefusalCode.ARGUMENT_INVALID);
    }

    private Answer told(String source, String id, Caller who, long call) {
        return office.ask(new Command.Observe(
                agent(source, "it"),
                id,
                caller(who.name(), "", false, "finance"),
                facts("erp/vendor.create", VENDOR),
                List.of(VENDOR),
                OptionalLong.of(7),
                OptionalLong.of(call)));
    }

    @Test
    void aTrustedSourceThatNamesTheCallEndsIt() {
        long call = unknown(clerk);
        assertThat(told("erp-audit", "1", clerk, call)).isEqualTo(new Answer.Done(call));
        assertThat(((Event.CallConfirmed) office.last()).settlement()).isEqualTo(THERE);
        long next = office.state.nextSeq();
        office.restart();
        assertThat(told("erp-audit", "1", clerk, call)).isEqualTo(new Answer.Done(call));
        assertThat(office.state.nextSeq()).isEqualTo(next);
    }

    @Test
    void whoIsNotTrustedOrTellsOfAnotherEndsNothing() {
        long call = unknown(clerk);
        told("feed", "1", clerk, call);
        assertThat(isUnknown(call)).isTrue();
        told("erp-audit", "2", payer, call);
        assertThat(isUnknown(call)).isTrue();
    }
}
