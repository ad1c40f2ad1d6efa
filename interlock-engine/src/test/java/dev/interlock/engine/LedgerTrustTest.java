package dev.interlock.engine;

import static dev.interlock.engine.Office.agent;
import static dev.interlock.engine.Office.person;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.command.LedgerCommand;
import dev.interlock.engine.event.EndReason;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.LedgerDoubt;
import dev.interlock.engine.event.LedgerEvent;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A ledger that is closed lets nobody do anything new, until two people accept it as it is or the reason is gone. */
class LedgerTrustTest {

    private static final String DIGEST = "sha-256:" + "0a".repeat(32);
    private static final Key VENDOR = Key.parse("vendor/1");

    private final Office office = new Office();
    private final Caller payer = agent("payer", "treasury");
    private final Caller maria = person("maria", "controls");
    private final Caller vera = person("vera", "board");
    private final long task = office.open(payer, "any");

    private void close(LedgerDoubt cause) {
        close(Map.of(cause, LedgerCommand.Found.NOTHING));
    }

    private void close(Map<LedgerDoubt, LedgerCommand.Found> doubts) {
        assertThat(office.ask(LedgerCommand.CheckLedger.of(doubts))).isInstanceOf(Answer.Done.class);
    }

    private Answer pay() {
        return office.call(payer, task, "erp/vendor.pay", VENDOR);
    }

    private long propose(Caller by) {
        return ((Answer.Done) office.ask(new LedgerCommand.ProposeAcceptance(by, "the night's backup", false)))
                .number();
    }

    private Answer confirm(long proposal, Caller by) {
        return office.ask(new LedgerCommand.AnswerAcceptance(proposal, by, true, "seen"));
    }

    private static void assertRefused(Answer answer, RefusalCode code) {
        assertThat(answer)
                .isInstanceOfSatisfying(
                        Answer.Refused.class,
                        refused -> assertThat(refused.code()).isEqualTo(code));
    }

    private void assertDenied(Answer answer) {
        assertThat(answer)
                .isInstanceOfSatisfying(
                        Answer.Deny.class,
                        denied -> assertThat(denied.findings())
                                .extracting(finding -> finding.code())
                                .containsExactly(FindingCode.LEDGER_CLOSED));
    }

    @Test
    void everyCallIsDeniedAndNothingIsGrantedWhileItIsClosed() {
        close(LedgerDoubt.BEHIND_ANCHOR);
        assertDenied(pay());
        assertThat(office.last()).isInstanceOf(Event.CallDenied.class);
        assertRefused(office.ask(new Command.ProposeBundle(maria, "next", "sha-256:1")), RefusalCode.LEDGER_CLOSED);
        assertThat(office.ask(new Command.EndTask(task, payer, EndReason.CLOSED)))
                .as("what takes authority away goes on")
                .isInstanceOf(Answer.Done.class);
    }

    @Test
    void whatHappenedIsRecordedAllTheSame() {
        var permit = (Answer.Permit) pay();
        close(LedgerDoubt.OTHER_HISTORY);
        assertThat(office.ask(new Command.SettleCall(permit.call(), new Settlement.Succeeded(List.of()))))
                .isInstanceOf(Answer.Done.class);
        assertThat(office.last()).isInstanceOf(Event.CallSettled.class);
    }

    @Test
    void twoPeopleWhoAreIndependentOpenItAgain() {
        close(LedgerDoubt.RESTORED);
        long proposal = propose(maria);
        assertRefused(confirm(proposal, maria), RefusalCode.NOT_INDEPENDENT);
        assertRefused(confirm(proposal, person("mark", "controls")), RefusalCode.NOT_INDEPENDENT);
        assertRefused(confirm(proposal, agent("robot", "board")), RefusalCode.NOT_ALLOWED);
        assertDenied(pay());
        assertThat(confirm(proposal, vera)).isEqualTo(new Answer.Done(proposal));
        assertThat(office.last())
                .isInstanceOfSatisfying(
                        LedgerEvent.AcceptanceAnswered.class,
                        answered -> assertThat(answered.singleAdministrator()).isFalse());
        assertThat(pay()).isInstanceOf(Answer.Permit.class);
        assertRefused(confirm(proposal, vera), RefusalCode.ACCEPTANCE_UNKNOWN);
        assertRefused(office.ask(new LedgerCommand.ProposeAcceptance(maria, "", false)), RefusalCode.LEDGER_NOT_CLOSED);
    }

    @Test
    void aRejectionLeavesItClosed() {
        close(LedgerDoubt.RESTORED);
        long proposal = propose(maria);
        assertThat(office.ask(new LedgerCommand.AnswerAcceptance(proposal, maria, false, "the wrong one")))
                .isEqualTo(new Answer.Done(proposal));
        assertDenied(pay());
        assertRefused(confirm(proposal, vera), RefusalCode.ACCEPTANCE_UNKNOWN);
    }

    @Test
    void oneAdministratorAcceptsItAloneAndTheRecordSaysSo() {
        close(LedgerDoubt.RESTORED);
        assertThat(office.ask(new LedgerCommand.ProposeAcceptance(maria, "my own", true)))
                .isInstanceOf(Answer.Done.class);
        assertThat(office.last())
                .isInstanceOfSatisfying(
                        LedgerEvent.AcceptanceAnswered.class,
                        answered -> assertThat(answered.singleAdministrator()).isTrue());
        assertThat(pay()).isInstanceOf(Answer.Permit.class);
    }

    @Test
    void aNewReasonVoidsTheProposal() {
        close(LedgerDoubt.RESTORED);
        long proposal = propose(maria);
        close(Map.of(LedgerDoubt.BEHIND_ANCHOR, new LedgerCommand.Found(Optional.of(DIGEST), Optional.of("note"))));
        assertRefused(confirm(proposal, vera), RefusalCode.ACCEPTANCE_UNKNOWN);
    }

    @Test
    void aSecondRestorationIsAnotherReason() {
        close(LedgerDoubt.RESTORED);
        long proposal = propose(maria);
        close(Map.of());
        close(LedgerDoubt.RESTORED);
        assertThat(office.last())
                .isInstanceOfSatisfying(
                        LedgerEvent.Closed.class,
                        closed -> assertThat(closed.cause()).isEqualTo(LedgerDoubt.RESTORED));
        assertRefused(confirm(proposal, vera), RefusalCode.ACCEPTANCE_UNKNOWN);
        confirm(propose(maria), vera);
        assertThat(pay()).isInstanceOf(Answer.Permit.class);
    }

    @Test
    void aReasonIsRecordedOnceAndGoesWithItsCauseButARestoredFolderStaysOne() {
        close(LedgerDoubt.ANCHOR_MISSING);
        int size = office.recorded.size();
        close(LedgerDoubt.ANCHOR_MISSING);
        assertThat(office.recorded).hasSize(size);
        close(Map.of());
        assertThat(office.last()).isEqualTo(new LedgerEvent.Reopened(LedgerDoubt.ANCHOR_MISSING));
        assertThat(pay()).isInstanceOf(Answer.Permit.class);
        close(LedgerDoubt.RESTORED);
        close(Map.of());
        assertDenied(pay());
    }

    @Test
    void anchorsThatWereAcceptedAreKnownUntilTheNextOneIsUsed() {
        office.ask(new LedgerCommand.UseAnchor());
        assertThat(office.state.trust().anchored()).isTrue();
        int size = office.recorded.size();
        office.ask(new LedgerCommand.UseAnchor());
        assertThat(office.recorded).hasSize(size);
        close(Map.of(LedgerDoubt.BEHIND_ANCHOR, new LedgerCommand.Found(Optional.of(DIGEST), Optional.empty())));
        assertRefused(office.ask(new LedgerCommand.UseAnchor()), RefusalCode.LEDGER_CLOSED);
        confirm(propose(maria), vera);
        assertThat(office.state.trust().anchored()).isFalse();
        assertThat(office.state.trust().setAside()).containsExactly(DIGEST);
        office.ask(new LedgerCommand.UseAnchor());
        assertThat(office.state.trust().setAside()).isEmpty();
    }

    @Test
    void itIsClosedOverARestart() {
        office.ask(new LedgerCommand.UseAnchor());
        close(Map.of(LedgerDoubt.ANCHOR_DAMAGED, new LedgerCommand.Found(Optional.of(DIGEST), Optional.of("a note"))));
        long proposal = propose(maria);
        var before = office.state.trust();
        office.restart();
        assertThat(office.state.trust()).isEqualTo(before);
        assertDenied(pay());
        confirm(proposal, vera);
        var accepted = office.state.trust();
        office.restart();
        assertThat(office.state.trust()).isEqualTo(accepted);
    }

    @Test
    void aSnapshotIsNamedWithItsDigest() {
        long size = office.recorded.size();
        assertRefused(office.ask(new LedgerCommand.NoteSnapshot(size + 1, DIGEST)), RefusalCode.ARGUMENT_INVALID);
        assertRefused(office.ask(new LedgerCommand.NoteSnapshot(0, DIGEST)), RefusalCode.ARGUMENT_INVALID);
        assertRefused(office.ask(new LedgerCommand.NoteSnapshot(size, "sha-256:0a")), RefusalCode.ARGUMENT_INVALID);
        assertThat(office.ask(new LedgerCommand.NoteSnapshot(size, DIGEST))).isEqualTo(new Answer.Done(size));
        assertThat(office.last()).isEqualTo(new LedgerEvent.SnapshotTaken(size, DIGEST));
    }
}
