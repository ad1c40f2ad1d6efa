package dev.interlock.server.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.ClockCommand;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.command.LeaseCommand;
import dev.interlock.engine.event.EndReason;
import dev.interlock.engine.event.LeaseEnd;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.ClockReading;
import dev.interlock.server.domain.FaultyStore.Fate;
import dev.interlock.server.fixture.Quiet;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Which leases may be used, as whoever asks without the writer's turn sees it. */
class LeasesTest {

    private static final Caller ANN = Rig.agent("ann", "payables");

    @BeforeAll
    static void quiet() {
        Quiet.on();
    }

    private final Rig rig;
    private final List<DeadLease> told = new CopyOnWriteArrayList<>();
    private long task;

    LeasesTest() throws IOException {
        rig = new Rig();
        rig.domain.onLeaseDead(told::add);
        task = rig.open(ANN);
    }

    @AfterEach
    void close() throws IOException {
        rig.close();
    }

    @Test
    void aLeaseIsLiveFromItsRecordToItsEnd() throws IOException {
        long lease = issue(OptionalLong.of(1_000));
        assertThat(live(lease)).isTrue();
        assertThat(rig.domain.leases().live(lease, rig.clock.get() + 1_000)).isTrue();
        assertThat(rig.domain.leases().live(lease, rig.clock.get() + 1_001)).isFalse();
        assertThat(rig.domain
                        .leases()
                        .find(lease, rig.clock.get())
                        .orElseThrow()
                        .issued()
                        .task())
                .isEqualTo(task);
        assertThat(rig.domain.leases().live(lease + 1, rig.clock.get())).isFalse();

        rig.restart();
        assertThat(live(lease)).as("after a restart").isTrue();
        rig.domain.onLeaseDead(told::add);
        rig.domain.ask(new Command.EndTask(task, ANN, EndReason.CLOSED));
        assertThat(live(lease)).isFalse();
        assertThat(told).singleElement().satisfies(dead -> {
            assertThat(dead.issued().lease()).isEqualTo(lease);
            assertThat(dead.reason()).isEqualTo(LeaseEnd.TASK_ENDED);
        });
        rig.restart();
        assertThat(live(lease)).isFalse();
    }

    @Test
    void theEndIsRefusedBeforeItIsDurable() {
        long lease = issue(OptionalLong.empty());
        var during = new AtomicReference<Boolean>();
        rig.store.beforeAppend(() -> during.set(live(lease)));
        rig.domain.ask(new LeaseCommand.Revoke(lease, Optional.empty(), ""));
        assertThat(during).hasValue(false);
    }

    @Test
    void noneIsLiveWhileTheClockIsInDoubt() throws IOException {
        long lease = issue(OptionalLong.empty());
        long before = rig.clock.get();
        rig.clock.set(before - 400_000); // by more than may be a small step back
        rig.domain.ask(new Command.Tick());
        assertThat(live(lease)).isFalse();
        rig.restart();
        assertThat(live(lease)).as("after a restart").isFalse();

        rig.clock.set(before + 1_000);
        var during = new AtomicReference<Boolean>();
        rig.store.beforeAppend(() -> during.set(live(lease)));
        ClockReading reading = rig.domain.clock().read();
        assertThat(rig.domain
                        .ask(new ClockCommand.Confirm(AnchorStage.VERA, reading.wallMillis(), reading))
                        .answer())
                .isInstanceOf(Answer.Done.class);
        assertThat(during).as("before the confirmation is durable").hasValue(false);
        assertThat(live(lease)).isTrue();
    }

    @Test
    void whatIsIssuedIsNotLiveBeforeItIsDurable() {
        var during = new AtomicReference<Integer>();
        rig.store.beforeAppend(() -> during.set(rig.domain.leases().size()));
        issue(OptionalLong.empty());
        assertThat(during).hasValue(0);
        assertThat(rig.domain.leases().size()).isEqualTo(1);
    }

    @Test
    void aRenewalCountsWhenItIsDurableAndAnAmendmentAtOnce() {
        long lease = issue(OptionalLong.of(100));
        rig.domain.ask(new LeaseCommand.Renew(lease, ANN, OptionalLong.of(5_000)));
        assertThat(rig.domain.leases().live(lease, rig.clock.get() + 5_000)).isTrue();
        var during = new AtomicReference<Boolean>();
        rig.store.beforeAppend(() -> during.set(rig.domain.leases().live(lease, rig.clock.get() + 301)));
        rig.domain.ask(new Command.AmendTask(
                task, ANN, Optional.empty(), OptionalLong.of(300), OptionalInt.empty(), "soon done"));
        assertThat(during).hasValue(false);
        assertThat(rig.domain.leases().live(lease, rig.clock.get() + 300)).isTrue();
    }

    @Test
    void aLeaseThatNobodyHeardOfIsNotLiveAndNothingIsWhileTheDiskIsFull() {
        long lease = issue(OptionalLong.empty());
        rig.store.all(Fate.FULL);
        assertThatThrownBy(() -> issue(OptionalLong.empty())).isInstanceOf(UnavailableException.class);
        assertThat(rig.domain.leases().size()).isZero();
        assertThat(live(lease)).as("nothing can be recorded").isFalse();
        assertThatThrownBy(() -> rig.domain.ask(new Command.EndTask(task, ANN, EndReason.CLOSED)))
                .isInstanceOf(UnavailableException.class);
        assertThat(told).isEmpty();

        rig.store.all(Fate.WELL);
        rig.domain.ask(new Command.Tick());
        assertThat(live(lease)).as("its end was never recorded").isTrue();
        assertThat(rig.domain.leases().size()).isEqualTo(1);
    }

    @Test
    void anEndThatWasWrittenButNotAcknowledgedStays() {
        long lease = issue(OptionalLong.empty());
        rig.store.next(Fate.UNACKNOWLEDGED);
        assertThatThrownBy(() -> rig.domain.ask(new LeaseCommand.Revoke(lease, Optional.empty(), "")))
                .isInstanceOf(UnavailableException.class);
        rig.domain.ask(new Command.Tick());
        assertThat(live(lease)).isFalse();
    }

    @Test
    void oneWhoListensBadlyKeepsTheOthersFromNothing() {
        rig.domain.onLeaseDead(dead -> {
            throw new IllegalStateException("deaf");
        });
        var after = new CopyOnWriteArrayList<DeadLease>();
        rig.domain.onLeaseDead(after::add);
        long lease = issue(OptionalLong.of(10));
        rig.clock.addAndGet(11);
        rig.domain.ask(new Command.Tick());
        assertThat(after).extracting(DeadLease::reason).containsExactly(LeaseEnd.EXPIRED);
        assertThat(live(lease)).isFalse();
    }

    private boolean live(long lease) {
        return rig.domain.leases().live(lease, rig.clock.get());
    }

    private long issue(OptionalLong time) {
        Answer answer = rig.domain
                .ask(new LeaseCommand.Issue(
                        ANN, task, OptionalLong.empty(), "reports", "postgres", new TreeMap<>(), true, time))
                .answer();
        assertThat(answer).isInstanceOf(Answer.Done.class);
        return ((Answer.Done) answer).number();
    }
}
