package dev.interlock.server.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.event.EndReason;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.ClockReading;
import dev.interlock.engine.state.State;
import dev.interlock.engine.state.StateSnapshot;
import dev.interlock.ledger.commitment.Salts;
import dev.interlock.ledger.log.CheckpointPolicy;
import dev.interlock.ledger.log.Ledger;
import dev.interlock.ledger.log.LedgerAppend;
import dev.interlock.ledger.log.Receipt;
import dev.interlock.ledger.note.Ed25519Signer;
import dev.interlock.ledger.store.LedgerStore;
import dev.interlock.ledger.store.MemoryStore;
import dev.interlock.server.fixture.Quiet;
import dev.interlock.server.fixture.Until;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Readers see what is durable, and all that they were told, while the writer is busy with something else. */
class ReplicaTest {

    private static final Caller ANN = Rig.agent("ann", "payables");

    @BeforeAll
    static void quiet() {
        Quiet.on();
    }

    /** A rig whose next append waits until it is let go. */
    private static final class Waiting implements AutoCloseable {
        private final Rig rig = new Rig();
        private final CountDownLatch there = new CountDownLatch(1);
        private final CountDownLatch go = new CountDownLatch(1);
        private Thread thread;

        Waiting() throws IOException {}

        /** Asks on another thread, up to the append. */
        void ask(Runnable command) throws InterruptedException {
            Until.holds(() -> rig.domain.isFollowed());
            rig.store.beforeAppend(() -> {
                there.countDown();
                try {
                    go.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
            thread = new Thread(command);
            thread.start();
            there.await();
        }

        @Override
        public void close() throws Exception {
            go.countDown();
            if (thread != null) {
                thread.join();
            }
            rig.close();
        }
    }

    private static int tasks(Domain domain) {
        return domain.query(state -> state.tasks().active().size());
    }

    @Test
    void aReaderDoesNotWaitForTheDisk() throws Exception {
        try (var waiting = new Waiting()) {
            Domain domain = waiting.rig.domain;
            Rig.task(domain, ANN);
            waiting.ask(() -> Rig.task(domain, ANN));
            assertThat(tasks(domain)).as("the second is not durable").isEqualTo(1);
            waiting.go.countDown();
            waiting.thread.join();
            assertThat(tasks(domain)).isEqualTo(2);
        }
    }

    @Test
    void whatEndsIsSeenByNobodyWhoComesLater() throws Exception {
        try (var waiting = new Waiting()) {
            Domain domain = waiting.rig.domain;
            long task = Rig.task(domain, ANN);
            waiting.ask(() -> domain.ask(new Command.EndTask(task, ANN, EndReason.CLOSED)));
            var reader = new FutureTask<>(() -> tasks(domain));
            var thread = new Thread(reader);
            thread.start();
            Until.holds(() -> thread.getState() == Thread.State.WAITING || reader.isDone());
            assertThat(reader.isDone()).as("it waits for the end to be durable").isFalse();
            waiting.go.countDown();
            assertThat(reader.get()).isZero();
            thread.join();
        }
    }

    @Test
    void aToldOutcomeIsSeenBeforeItIsDurable() throws Exception {
        try (var rig = new Rig()) {
            long task = Rig.task(rig.domain, ANN);
            for (int i = 0; i < 100; i++) {
                var permit = (Answer.Permit) rig.call(ANN, task, Rig.edit("7"));
                rig.domain.settle(new Command.SettleCall(permit.call(), new Settlement.Succeeded(List.of())));
                assertThat(rig.domain.<Integer>query(
                                state -> state.calls().all().size()))
                        .isZero();
            }
        }
    }

    @Test
    void anotherBundleIsFollowedFromTheSwitchOn() throws Exception {
        try (var rig = new Rig()) {
            rig.call(ANN, Rig.task(rig.domain, ANN), Rig.edit("7"));
            rig.propose("two");
            assertThat(rig.activate("two", () -> {})).isInstanceOf(Answer.Done.class);
            assertThat(rig.domain.<String>query(state -> state.bundle().name())).isEqualTo("two");
            Until.holds(rig.domain::isFollowed);
            assertThat(rig.domain.<String>query(state -> state.bundle().name())).isEqualTo("two");
            assertThat(rig.state())
                    .isEqualTo(StateSnapshot.write(new LedgerReplayer(rig.store).all(Rig.bundle("two"))));
        }
    }

    /** A store that counts how often it is read. */
    private static final class Counting extends ForwardingStore {
        private final AtomicInteger reads = new AtomicInteger();

        Counting(LedgerStore store) {
            super(store);
        }

        @Override
        public void read(long from, long to, EntryVisitor visitor) throws IOException {
            reads.incrementAndGet();
            super.read(from, to, visitor);
        }
    }

    /** A replica that follows a writer's batches of tasks. */
    private static final class Following implements AutoCloseable {
        private final Counting store = new Counting(new MemoryStore());
        private final Ledger ledger;
        private final Replica replica = new Replica(
                new LedgerReplayer(store), new SnapshotLoader(new LedgerReplayer(store), new MemoryStore()));
        private final PostCommit postCommit = new PostCommit(replica);
        private final LeafWriter leaves = new LeafWriter(store, Salts.random());
        private final Batch batch =
                new Batch(new DomainClock(() -> ClockReading.ofWall(1_000_000)), postCommit, leaves);
        private final State state = State.empty(Rig.bundle("one"));

        Following() throws Exception {
            var signer = Ed25519Signer.generate("example.com/replica", new SecureRandom());
            ledger = Ledger.open(store, signer, () -> 1_000_000, CheckpointPolicy.DEFAULT)
                    .orThrow();
            leaves.load();
            replica.follow(Rig.bundle("one"), Long.MAX_VALUE);
            Until.holds(() -> !replica.isBusy());
            store.reads.set(0);
        }

        void append(int tasks) throws IOException {
            for (int task = 0; task < tasks; task++) {
                batch.decideAndFold(state, Rig.openTask(Rig.agent("a" + task, "o"), "do it"), Watch.NOBODY);
            }
            List<Receipt> receipts =
                    ((LedgerAppend.Committed) ledger.append(batch.entries(), batch.names())).receipts();
            batch.committed(receipts);
            postCommit.committed(state, receipts);
        }

        void assertFollowed() {
            Until.holds(() -> replica.ask(StateSnapshot::write).isPresent());
            assertThat(replica.ask(StateSnapshot::write).orElseThrow().answer()).isEqualTo(StateSnapshot.write(state));
        }

        @Override
        public void close() throws IOException {
            replica.close();
            assertThat(replica.ask(State::nextSeq)).isEmpty();
            ledger.close();
        }
    }

    @Test
    void whatWasSentIsNotReadAgain() throws Exception {
        try (var following = new Following()) {
            for (int i = 0; i < 10; i++) {
                following.append(500);
            }
            following.assertFollowed();
            assertThat(following.store.reads).hasValue(0);
        }
    }

    @Test
    void aStateThatCannotBeFoldedIsNeverAskedAgain() throws Exception {
        try (var following = new Following()) {
            following.append(1);
            following.assertFollowed();
            var ended = new Event.TaskEnded(99, EndReason.CLOSED, "nobody"); // of a task that there is not
            long next = following.state.nextSeq();
            following.replica.publish(List.of(new Recorded(next, 1_000_000, "sha-256:one", ended)), 100, next + 1);
            assertThat(following.replica.ask(State::nextSeq)).isEmpty();
            assertThat(following.replica.isFollowing()).isFalse();
        }
    }

    @Test
    void aQuestionAsksNoOther() throws Exception {
        try (var following = new Following()) {
            assertThatThrownBy(() -> following.replica.ask(state -> following.replica.ask(State::nextSeq)))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void moreThanIsKeptIsReadFromTheLedger() throws Exception {
        try (var following = new Following()) {
            for (int i = 0; i < 3; i++) {
                following.append(Replica.MOST_WAITING / 2 + 1);
            }
            following.append(Replica.MOST_WAITING + 1);
            following.assertFollowed();
            assertThat(following.store.reads.get()).isPositive();
        }
    }
}
