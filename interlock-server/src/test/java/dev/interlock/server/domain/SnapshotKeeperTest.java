package dev.interlock.server.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.state.State;
import dev.interlock.engine.state.StateSnapshot;
import dev.interlock.ledger.log.CheckpointPolicy;
import dev.interlock.ledger.log.Ledger;
import dev.interlock.ledger.note.Ed25519Signer;
import dev.interlock.ledger.store.Entry;
import dev.interlock.ledger.store.MemoryStore;
import dev.interlock.ledger.store.Snapshot;
import dev.interlock.ledger.store.SnapshotStore;
import dev.interlock.server.fixture.Until;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Snapshots are written from the replica where there is one, by the writer where there is none, and are the same either way. */
class SnapshotKeeperTest {
    private static final Bundle BUNDLE = Rig.bundle("one");
    private static final int EVERY = 200;
    private static final SnapshotKeeper.Spacing SPACING = new SnapshotKeeper.Spacing(EVERY, 1_000);

    private final MemoryStore recorded = new MemoryStore();
    private final MemoryStore store = new MemoryStore();
    private final Kept kept = new Kept();
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

        Thread next() throws InterruptedException {
            Thread thread = by.poll(30, TimeUnit.SECONDS);
            assertThat(thread).as("a snapshot is kept").isNotNull();
            return thread;
        }
    }

    @BeforeEach
    void record() throws Exception {
        Ed25519Signer signer = Ed25519Signer.generate("example.com/snapshots", new SecureRandom());
        try (Domain domain = Rig.open(recorded, new MemoryStore(), signer, BUNDLE, new AtomicLong(1_000_000))) {
            Caller ann = Rig.agent("ann", "payables");
            long task = Rig.task(domain, ann);
            for (int i = 0; i < 1_000; i++) {
                var permit = (Answer.Permit)
                        domain.ask(Rig.call0(ann, task, Rig.edit("7"))).answer();
                domain.ask(new Command.SettleCall(permit.call(), new Settlement.Succeeded(List.of())));
            }
        }
        ledger = Ledger.open(store, signer, () -> 1_000_000, CheckpointPolicy.DEFAULT)
                .orThrow();
        recorded.reopen();
        replayer = new LedgerReplayer(store);
        replica = new Replica(replayer, kept);
        keeper = new SnapshotKeeper(ledger, replica, kept, SPACING, () -> free);
    }

    /** Starts as the writer does, with so many entries, and waits for the replica to be there or not. */
    private void startAt(long entries, int snapshotBytes) throws IOException {
        keeper.startAt(after(entries), snapshotBytes);
        settled();
    }

    private void settled() {
        Until.holds(() -> !replica.isBusy());
    }

    @AfterEach
    void stop() throws IOException {
        kept.gate.countDown();
        keeper.stop();
        ledger.close();
    }

    /** Lets the ledger grow to so many entries; its state then, as the writer would have it. */
    private State after(long entries) throws IOException {
        var more = new ArrayList<Entry>();
        var events = new ArrayList<Recorded>();
        recorded.read(ledger.size(), entries, (index, leaf) -> {
            more.add(new Entry(leaf));
            events.add(Leaves.decode(index, leaf));
        });
        if (!more.isEmpty()) {
            ledger.append(more);
        }
        replica.publish(events, 0, entries);
        State state = State.empty(BUNDLE);
        replayer.catchUp(state, entries);
        return state;
    }

    private void keptIs(State state) {
        Snapshot snapshot = kept.latest.orElseThrow();
        assertThat(snapshot.size()).isEqualTo(state.nextSeq());
        assertThat(snapshot.state()).isEqualTo(StateSnapshot.write(state));
        assertThat(snapshot.bundleDigest()).isEqualTo(BUNDLE.digest());
    }

    @Test
    void aSnapshotIsMadeBesideTheWriterAndIsItsState() throws Exception {
        startAt(0, 0);
        keeper.keepIfDue(after(EVERY - 1));
        assertThat(kept.by).as("it is not due yet").isEmpty();
        keeper.keepIfDue(after(600));
        assertThat(kept.next()).isNotSameAs(Thread.currentThread());
        keptIs(after(600));
        settled();
        keeper.keepIfDue(after(1_600));
        assertThat(kept.next()).isNotSameAs(Thread.currentThread());
        keptIs(after(1_600));
    }

    @Test
    void theReplicaBeginsWithTheNewestSnapshot() throws Exception {
        startAt(0, 0);
        keeper.keepIfDue(after(800));
        kept.next();
        settled();
        after(1_500);
        startAt(1_600, kept.latest.orElseThrow().state().length); // 1,600 entries would be too many to fold
        keeper.keepIfDue(after(1_900));
        assertThat(kept.next()).isNotSameAs(Thread.currentThread());
        keptIs(after(1_900));
    }

    @Test
    void aLargeStateIsKeptMoreSeldom() throws Exception {
        free = 0; // so that the writer keeps them itself, at once
        startAt(200, 500_000);
        keeper.keepIfDue(after(699));
        assertThat(kept.by).isEmpty();
        keeper.keepIfDue(after(700));
        assertThat(kept.by).hasSize(1);
    }

    @Test
    void oneIsMadeAtATime() throws Exception {
        startAt(0, 0);
        kept.gate = new CountDownLatch(1);
        keeper.keepIfDue(after(400));
        kept.asked.await();
        keeper.keepIfDue(after(800));
        kept.gate.countDown();
        kept.next();
        assertThat(kept.latest.orElseThrow().size()).isEqualTo(400);
        settled();
        keeper.keepIfDue(after(801));
        kept.next();
        keptIs(after(801));
    }

    @Test
    void theWriterKeepsItselfWhatIsTooMuchToFoldBeside() throws Exception {
        startAt(1_600, 0);
        keeper.keepIfDue(after(1_801));
        assertThat(kept.next()).isSameAs(Thread.currentThread());
        keptIs(after(1_801));
        settled();
        keeper.keepIfDue(after(2_001));
        assertThat(kept.next()).as("from the replica that begins there").isNotSameAs(Thread.currentThread());
        keptIs(after(2_001));
    }

    @Test
    void theWriterKeepsItselfWhatThereIsNoRoomForTwice() throws Exception {
        free = 7_999;
        startAt(200, 1_000);
        keeper.keepIfDue(after(600));
        assertThat(kept.next()).isSameAs(Thread.currentThread());
        keptIs(after(600));
    }

    @Test
    void closingWaitsForTheOneBesideAndKeepsTheLastState() throws Exception {
        startAt(0, 0);
        keeper.keepIfDue(after(600));
        keeper.close(after(900));
        keptIs(after(900));
        assertThat(kept.by).contains(Thread.currentThread());
    }
}
