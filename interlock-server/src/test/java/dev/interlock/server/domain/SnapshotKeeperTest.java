package dev.interlock.server.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.command.Command;
import dev.interlock.engine.command.LedgerCommand;
import dev.interlock.engine.decide.Decider;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.state.OpenCall;
import dev.interlock.engine.state.State;
import dev.interlock.engine.state.StateSnapshot;
import dev.interlock.ledger.commitment.Salts;
import dev.interlock.ledger.log.CheckpointPolicy;
import dev.interlock.ledger.log.Ledger;
import dev.interlock.ledger.merkle.TreeHasher;
import dev.interlock.ledger.note.Ed25519Signer;
import dev.interlock.ledger.store.MemoryStore;
import dev.interlock.ledger.store.Snapshot;
import dev.interlock.ledger.store.SnapshotStore;
import dev.interlock.server.fixture.Until;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Snapshots are written from the replica where there is one, by the writer where there is none, and are the same either way. */
class SnapshotKeeperTest {
    private static final Bundle BUNDLE = Rig.bundle("one");
    private static final int EVERY = 200;
    private static final SnapshotKeeper.Spacing SPACING = new SnapshotKeeper.Spacing(EVERY, 1_000, EVERY);

    private static final Caller ANN = Rig.agent("ann", "payables");

    private final MemoryStore store = new MemoryStore();
    private final LeafWriter leaves = new LeafWriter(store, Salts.random());
    private final Kept kept = new Kept();
    private final List<String> refuted = new CopyOnWriteArrayList<>();
    private final State state = State.empty(BUNDLE);
    private Ledger ledger;
    private LedgerReplayer replayer;
    private Replica replica;
    private SnapshotKeeper keeper;
    private long free = Long.MAX_VALUE;

    /** A store of snapshots that says on which thread each was kept, and waits before it keeps one if it is told to. */
    private static final class Kept implements SnapshotStore {
        private final LinkedBlockingQueue<Thread> by = new LinkedBlockingQueue<>();
        private final CountDownLatch asked = new CountDownLatch(1);
        private volatile CountDownLatch gate = new CountDownLatch(0);
        private volatile Optional<Snapshot> latest = Optional.empty();

        @Override
        public void putSnapshot(Snapshot snapshot) throws IOException {
            asked.countDown();
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            latest = Optional.of(snapshot);
            by.add(Thread.currentThread());
        }

        @Override
        public Optional<Snapshot> latestSnapshot() {
            return latest;
        }

        @Override
        public void setAside() {
            latest = Optional.empty();
        }

        Thread next() throws InterruptedException {
            Thread thread = by.poll(30, TimeUnit.SECONDS);
            assertThat(thread).as("a snapshot is kept").isNotNull();
            return thread;
        }
    }

    @BeforeEach
    void open() throws Exception {
        ledger = Ledger.open(
                        store,
                        Ed25519Signer.generate("example.com/snapshots", new SecureRandom()),
                        () -> 1_000_000,
                        CheckpointPolicy.DEFAULT)
                .orThrow();
        leaves.load();
        replayer = new LedgerReplayer(store);
        replica = new Replica(replayer, new SnapshotLoader(replayer, kept));
        keeper = keeper();
        record(new Command.OpenTask(
                ANN,
                OptionalLong.empty(),
                ANN,
                "any",
                "sha-256:0",
                "do it",
                List.of(),
                OptionalLong.empty(),
                OptionalInt.empty()));
    }

    private SnapshotKeeper keeper() throws IOException {
        return new SnapshotKeeper(
                ledger,
                replica,
                kept,
                new SnapshotAudit(replayer, kept, refuted::add),
                AnchorKeeper.open(Optional.empty(), ledger, store),
                SPACING,
                () -> free);
    }

    /** Starts as the writer does after so many entries, with what a snapshot holds, and waits for the replica to be there or not. */
    private void startAt(long entries, SnapshotLoader.Restored restored) throws IOException {
        keeper.startAt(after(entries), restored);
        settled();
    }

    private void startAt(long entries) throws IOException {
        startAt(entries, new SnapshotLoader.Restored(State.empty(BUNDLE), Optional.empty()));
    }

    private void settled() {
        Until.holds(() -> !replica.isBusy());
    }

    @AfterEach
    void stop() throws IOException {
        kept.gate.countDown();
        keeper.stop();
        ledger.close();
        assertThat(refuted).isEmpty();
    }

    private void record(Command command) throws IOException {
        for (Event event : Decider.decide(state, command, 1_000_000).events()) {
            var next = new Recorded(state.nextSeq(), 1_000_000, BUNDLE.digest(), event);
            ledger.append(List.of(leaves.entry(next)), leaves.fresh());
            leaves.committed();
            state.apply(next);
            replica.publish(List.of(next), 0, state.nextSeq());
        }
    }

    /** Lets the ledger grow to so many entries; its state, as the writer has it. */
    private State after(long entries) throws IOException {
        while (state.nextSeq() < entries) {
            long next = state.nextSeq();
            Optional<OpenCall> open = state.calls().all().stream().findAny();
            record(
                    open.isEmpty()
                            ? new Command.DecideCall(ANN, OptionalLong.of(0), Rig.edit("7"))
                            : new Command.SettleCall(open.get().view().seq(), new Settlement.Succeeded(List.of())));
            assertThat(state.nextSeq()).isEqualTo(next + 1);
        }
        assertThat(state.nextSeq()).isEqualTo(entries);
        return state;
    }

    /** Names a snapshot in the ledger, and has it kept. */
    private void named(Snapshot snapshot) throws IOException {
        record(new LedgerCommand.NoteSnapshot(snapshot.size(), snapshot.digest()));
        keeper.named(snapshot, state);
    }

    /** The writer's turn, in which a snapshot is asked for that is written beside it, and another turn when it is there. */
    private void keepBeside() throws Exception {
        byte[] now = StateSnapshot.write(state);
        long size = state.nextSeq();
        assertThat(keeper.due(state)).as("it is written beside the writer").isEmpty();
        settled();
        Snapshot written = keeper.due(state).orElseThrow();
        assertThat(kept.by).as("the ledger does not name it").isEmpty();
        keepsTheState(written, size, now);
        assertThat(kept.latest).hasValue(written);
    }

    /** The writer's turn, in which it writes a snapshot itself. */
    private void keepByTheWriter() throws Exception {
        byte[] now = StateSnapshot.write(state);
        long size = state.nextSeq();
        keepsTheState(keeper.due(state).orElseThrow(), size, now);
    }

    private void keepsTheState(Snapshot written, long size, byte[] now) throws Exception {
        assertThat(written.size()).isEqualTo(size);
        assertThat(written.state()).isEqualTo(now);
        assertThat(written.bundleDigest()).isEqualTo(BUNDLE.digest());
        named(written);
        assertThat(kept.next()).as("whoever asks does not wait for the disk").isNotSameAs(Thread.currentThread());
    }

    @Test
    void aSnapshotIsMadeBesideTheWriterAndIsItsState() throws Exception {
        startAt(1);
        assertThat(keeper.due(after(EVERY))).as("it is not due yet").isEmpty();
        settled();
        assertThat(keeper.due(state)).isEmpty();
        after(600);
        keepBeside();
        settled();
        after(1_600);
        keepBeside();
    }

    @Test
    void theReplicaBeginsWithTheNewestSnapshot() throws Exception {
        startAt(1);
        after(800);
        keepBeside();
        settled();
        after(1_600);
        replica.leave();
        keeper = keeper(); // 1,600 entries would be too many to fold
        startAt(1_600, new SnapshotLoader(replayer, kept).restored(BUNDLE));
        assertThat(keeper.warning()).isEmpty();
        after(1_900);
        keepBeside();
    }

    @Test
    void aLargeStateIsKeptMoreSeldom() throws Exception {
        free = 0; // so that the writer writes them itself, at once
        var large = new Snapshot(200, TreeHasher.EMPTY_ROOT, "", "", new byte[500_000]);
        startAt(200, new SnapshotLoader.Restored(State.empty(BUNDLE), Optional.of(large)));
        assertThat(keeper.due(after(699))).isEmpty();
        assertThat(keeper.due(after(700))).isPresent();
    }

    @Test
    void oneIsMadeAtATime() throws Exception {
        startAt(1);
        kept.gate = new CountDownLatch(1);
        after(400);
        assertThat(keeper.due(state)).isEmpty();
        settled();
        named(keeper.due(state).orElseThrow());
        kept.asked.await();
        assertThat(keeper.due(after(800)))
                .as("asked for, and waits for the one before")
                .isEmpty();
        assertThat(keeper.due(state)).isEmpty();
        kept.gate.countDown();
        kept.next();
        settled();
        Snapshot second = keeper.due(state).orElseThrow();
        assertThat(second.size()).isEqualTo(800);
        named(second);
        kept.next();
        assertThat(kept.latest).hasValue(second);
    }

    @Test
    void theWriterWritesItselfWhatIsTooMuchToFoldBeside() throws Exception {
        startAt(1_600);
        after(1_801);
        keepByTheWriter();
        settled();
        after(2_010);
        keepBeside();
    }

    @Test
    void theWriterWritesItselfWhatThereIsNoRoomForTwice() throws Exception {
        free = 7_999;
        var before = new Snapshot(200, TreeHasher.EMPTY_ROOT, "", "", new byte[1_000]);
        startAt(200, new SnapshotLoader.Restored(State.empty(BUNDLE), Optional.of(before)));
        assertThat(keeper.warning())
                .hasValueSatisfying(text -> assertThat(text)
                        .contains("is not audited because there is not enough memory", "give the server more memory"));
        after(600);
        keepByTheWriter();
    }

    @Test
    void whatIsNamedAndNotKeptDoesNotTakeThePlaceOfTheOneBefore() throws Exception {
        startAt(1);
        after(600);
        keepBeside();
        Snapshot first = kept.latest.orElseThrow();
        after(900);
        assertThat(keeper.due(state)).isEmpty();
        settled();
        Snapshot second = keeper.due(state).orElseThrow();
        record(new LedgerCommand.NoteSnapshot(second.size(), second.digest())); // and here the process dies
        assertThat(new SnapshotLoader(replayer, kept).restored(BUNDLE).from()).hasValue(first);
    }

    @Test
    void theEndWaitsForTheOneBesideAndHasTheLastStateWhereMuchCameSince() throws Exception {
        startAt(1);
        after(600);
        keepBeside();
        after(600 + EVERY - 1);
        assertThat(keeper.end(state)).as("a start folds as much in no time").isEmpty();
        Snapshot last = keeper.end(after(600 + EVERY)).orElseThrow();
        assertThat(last.state()).isEqualTo(StateSnapshot.write(state));
        keeper.keepLast(last, state);
        assertThat(kept.latest).hasValue(last);
    }
}
