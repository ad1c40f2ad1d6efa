package dev.interlock.server.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.event.EndReason;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.Caller;
import dev.interlock.server.domain.FaultyStore.Fate;
import dev.interlock.server.fixture.Quiet;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A ledger that cannot be written denies, forgets what it decided meanwhile, and goes on when it can be. */
class DiskFaultTest {

    private static final Caller ANN = Rig.agent("ann", "payables");

    @BeforeAll
    static void quiet() {
        Quiet.on();
    }

    private Rig rig;
    private long task;

    DiskFaultTest() throws IOException {
        rig = new Rig();
    }

    @BeforeEach
    void openTask() {
        task = rig.open(ANN);
    }

    @AfterEach
    void close() throws IOException {
        rig.close();
    }

    @Test
    void aFullDiskDeniesAndNothingIsKeptOfWhatWasDecided() throws IOException {
        Answer created = rig.call(ANN, task, Rig.create());
        rig.succeed(created, "vendor/1");
        byte[] before = rig.state();
        long size = rig.domain.ledger().size();
        rig.store.all(Fate.FULL);
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> rig.call(ANN, task, Rig.pay("7"))).isInstanceOf(UnavailableException.class);
        }
        assertThat(rig.domain.ledger().size()).isEqualTo(size);
        assertThat(rig.state()).as("what was decided and not recorded").isEqualTo(before);

        rig.store.all(Fate.WELL);
        assertThat(rig.call(ANN, task, Rig.pay("7"))).isInstanceOf(Answer.Permit.class);
        assertThat(rig.call(ANN, task, Rig.pay("1")))
                .as("history is still known")
                .isInstanceOf(Answer.Deny.class);
        assertThat(rig.domain.ready()).isTrue();
        assertThat(rig.state()).isEqualTo(rig.fold());
    }

    /** Write access to the store of a running server is not access to its key: an entry added there gets no signature. */
    @Test
    void anEntryOfSomebodyElseIsNeitherFoldedNorSigned() throws IOException {
        long size = rig.domain.ledger().size();
        var ended = new Event.TaskEnded(task, EndReason.DONE, "ann");
        Forgery.addTo(rig.store, new Recorded(size, rig.clock.get(), "sha-256:one", ended));
        assertThatThrownBy(() -> rig.call(ANN, task, Rig.create())).isInstanceOf(UnavailableException.class);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> rig.call(ANN, task, Rig.create()))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("was changed, so nothing is decided");
        }
        assertThat(rig.domain.ready()).isFalse();
        assertThat(rig.domain.ledger().size()).isEqualTo(size);
    }

    @Test
    void aReservationThatNobodyHeardOfWasNeverForwarded() throws IOException {
        rig.store.next(Fate.UNACKNOWLEDGED);
        assertThatThrownBy(() -> rig.call(ANN, task, Rig.pay("7"))).isInstanceOf(UnavailableException.class);
        rig.call(ANN, task, Rig.edit("7"));
        assertNeverForwarded();
        assertThat(rig.state()).isEqualTo(rig.fold());
    }

    @Test
    void itIsSettledAlsoWhenTheFirstAttemptToDoSoFails() throws IOException {
        rig.store.next(Fate.UNACKNOWLEDGED, Fate.FULL, Fate.FULL);
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> rig.call(ANN, task, Rig.pay("7"))).isInstanceOf(UnavailableException.class);
        }
        rig.call(ANN, task, Rig.edit("7"));
        assertNeverForwarded();
    }

    private void assertNeverForwarded() throws IOException {
        var events = rig.events();
        Event.CallReserved reserved = (Event.CallReserved) events.stream()
                .filter(e ->
                        e instanceof Event.CallReserved r && r.facts().tool().equals("erp/pay"))
                .findFirst()
                .orElseThrow();
        assertThat(events)
                .contains(new Event.CallSettled(
                        reserved.call(),
                        new Settlement.Failed("never forwarded: its reservation was not acknowledged")));
    }

    @Test
    void anOutcomeThatWasCommittedAndNotAcknowledgedIsThere() throws IOException {
        Answer permit = rig.call(ANN, task, Rig.create());
        rig.store.next(Fate.UNACKNOWLEDGED);
        assertThatThrownBy(() -> rig.succeed(permit, "vendor/1")).isInstanceOf(UnavailableException.class);
        assertThat(rig.succeed(permit, "vendor/1"))
                .as("the second attempt learns that it is recorded")
                .isInstanceOf(Answer.Refused.class);
        assertThat(rig.call(ANN, task, Rig.pay("1"))).isInstanceOf(Answer.Deny.class);
    }

    @Test
    void aCallUnderWayIsNotTakenForOneThatWasNeverForwarded() throws IOException {
        Answer permit = rig.call(ANN, task, Rig.create());
        rig.store.next(Fate.UNACKNOWLEDGED);
        assertThatThrownBy(() -> rig.call(ANN, task, Rig.edit("7"))).isInstanceOf(UnavailableException.class);
        assertThat(rig.succeed(permit, "vendor/1")).isInstanceOf(Answer.Done.class);
        assertThat(rig.call(ANN, task, Rig.pay("1"))).isInstanceOf(Answer.Deny.class);
    }

    @Test
    void anActivationThatFailsLeavesTheBundleBeforeAndSaysSoInTheRecord() throws IOException {
        for (Fate fate : new Fate[] {Fate.FULL, Fate.UNACKNOWLEDGED}) {
            boolean[] switched = {false};
            rig.propose("two");
            rig.store.next(fate);
            assertThatThrownBy(() -> rig.activate("two", () -> switched[0] = true))
                    .isInstanceOf(UnavailableException.class);
            assertThat(switched[0]).isFalse();
            assertThat(rig.domain.decideUnder("sha-256:one", Rig.call0(ANN, task, Rig.edit("7"))))
                    .as("decided by the bundle before")
                    .isPresent();
            assertRecordNamesTheBundleInForce();
        }
    }

    private void assertRecordNamesTheBundleInForce() throws IOException {
        String inForce = "";
        for (var recorded : rig.record()) {
            if (recorded.event() instanceof Event.BundleActivated activated) {
                inForce = activated.digest();
            }
            assertThat(recorded.bundle()).as("entry %d", recorded.seq()).isEqualTo(inForce);
        }
    }

    @Test
    void aStoreThatIsGoneDeniesUntilTheEnd() throws IOException {
        rig.store.close();
        assertThatThrownBy(() -> rig.call(ANN, task, Rig.edit("7"))).isInstanceOf(UnavailableException.class);
        assertThatThrownBy(() -> rig.call(ANN, task, Rig.edit("7"))).isInstanceOf(UnavailableException.class);
        assertThat(rig.domain.ready()).isFalse();
        rig.store.reopen();
        assertThat(rig.call(ANN, task, Rig.edit("7"))).isInstanceOf(Answer.Permit.class);
    }

    @Test
    void aDomainThatCannotRecordDoesNotOpen() throws IOException {
        rig.domain.close();
        rig.store.reopen().all(Fate.FULL);
        // Another bundle has to be recorded as activated.
        assertThatThrownBy(() -> Rig.open(
                        rig.store,
                        rig.store,
                        dev.interlock.ledger.note.Ed25519Signer.generate("other", new java.security.SecureRandom()),
                        Rig.bundle("two"),
                        rig.clock))
                .isInstanceOf(IOException.class);
        rig.store.all(Fate.WELL);
    }
}
