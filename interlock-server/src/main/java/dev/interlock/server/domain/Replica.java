package dev.interlock.server.domain;

import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.state.State;
import dev.interlock.engine.state.StateSnapshot;
import dev.interlock.ledger.store.Snapshot;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The read replica of a domain: a second state that follows what is durable. Readers ask it, and snapshots are written from it, so that
 * neither keeps the writer from deciding. It folds what it was sent when somebody asks, or when there is much of it. A domain whose
 * replica is not there, or busy, has the writer answer.
 *
 * <p>Safe for many threads; {@link #follow}, {@link #leave}, {@link #publish} and {@link #keep} are for the one that has the writer's turn.
 *
 * <p>INVARIANT: an answer counts everything that anybody was told before the question, if {@link #isCurrent()} then, and nothing that is
 * not durable.
 */
final class Replica {

    private static final System.Logger LOG = System.getLogger(Replica.class.getName());

    /** The most events that are kept until they are folded. Where there are more, they are read from the ledger again. */
    static final int MOST_WAITING = 8_192;

    /** The number of events that are folded though nobody asks. */
    private static final int MANY = 1_024;

    /** The most entries that are read at once: other readers of the ledger wait for these. */
    private static final int STEP = 1_000;

    /** After each step the thread rests for so many times as long as it took, so that calls have the processor. */
    private static final long REST = 3;

    /** The most bytes of events that are kept until they are folded. */
    private static final long MOST_BYTES = 16L << 20;

    /** The time for which a reader waits for others, before it asks the writer. */
    private static final long PATIENCE_MILLIS = 50;

    private final LedgerReplayer replayer;
    private final SnapshotLoader snapshots;
    private final ReentrantLock turn;
    private final ExecutorService background;

    private final List<Recorded> waiting = new ArrayList<>(); // guarded by itself
    private long waitingBytes; // guarded by waiting
    /** The number of entries that are durable. */
    private volatile long durable;
    /** Readers wait for so many entries to be durable. */
    private volatile long told;
    /** The copy that follows or is being made; null where there is none. Changed with the lock on what waits. */
    private volatile @Nullable Copy wanted;

    private final AtomicInteger busy = new AtomicInteger();
    private final AtomicBoolean folding = new AtomicBoolean();

    /** A second state, once it is there. */
    private static final class Copy {
        /** The most entries by which it may be behind. */
        private final long most;

        private volatile @Nullable State state; // what it holds is guarded by the turn

        Copy(long most) {
            this.most = most;
        }
    }

    /** An answer, which may be null. */
    record Seen<T extends @Nullable Object>(T answer) {}

    /** Takes a snapshot that was written. */
    interface Keeping {
        void keep(Snapshot snapshot) throws IOException;
    }

    Replica(LedgerReplayer replayer, SnapshotLoader snapshots) {
        this(
                replayer,
                snapshots,
                new ReentrantLock(),
                Executors.newSingleThreadExecutor(
                        Thread.ofPlatform().daemon().name("interlock-replica").factory()));
    }

    /**
     * @param turn held by whoever uses the second state
     * @param background runs one thing at a time
     */
    Replica(LedgerReplayer replayer, SnapshotLoader snapshots, ReentrantLock turn, ExecutorService background) {
        this.replayer = replayer;
        this.snapshots = snapshots;
        this.turn = turn;
        this.background = background;
    }

    // --- for readers

    /** Returns whether the replica counts everything that anybody was told by now. If not, the writer knows when it does. */
    boolean isCurrent() {
        return durable >= told;
    }

    /**
     * Answers a question. The function must be quick, and keep nothing.
     *
     * @return empty where the replica cannot say: the writer can
     */
    <T extends @Nullable Object> Optional<Seen<T>> ask(Function<State, T> question) {
        Copy asked = wanted;
        State state = asked == null ? null : asked.state;
        if (asked == null || state == null || isBusy() || !takeTurn()) {
            return Optional.empty();
        }
        try {
            boolean near = durable - state.nextSeq() <= MOST_WAITING;
            return near && fold(asked, state) ? Optional.of(new Seen<>(question.apply(state))) : Optional.empty();
        } finally {
            turn.unlock();
        }
    }

    private boolean takeTurn() {
        if (turn.isHeldByCurrentThread()) {
            throw new IllegalStateException("a query must not run another query");
        }
        try {
            return turn.tryLock(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the writer's answer is waited for nevertheless
            return false;
        }
    }

    /**
     * With the turn: folds everything that is durable. False where that failed, or another copy has taken this one's place.
     *
     * <p>INVARIANT: a state that was folded half-way is never used again.
     */
    private boolean fold(Copy copy, State state) {
        boolean folded = false;
        try {
            long size = durable; // read first: what is before it waits here, or can be read
            for (Recorded next : taken(copy)) {
                if (next.seq() > state.nextSeq()) {
                    replayer.catchUp(state, next.seq());
                }
                if (next.seq() == state.nextSeq()) {
                    state.apply(next);
                }
            }
            if (copy == wanted && state.nextSeq() < size) {
                replayer.catchUp(state, size);
            }
            folded = true;
        } catch (IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "the read replica failed; the writer answers queries instead", e);
        } finally {
            if (!folded) {
                leave(copy);
            }
        }
        return copy == wanted;
    }

    private List<Recorded> taken(Copy by) {
        synchronized (waiting) {
            if (by != wanted) {
                return List.of();
            }
            var taken = List.copyOf(waiting);
            forgetWaiting();
            return taken;
        }
    }

    // --- for the writer

    /** Returns whether there is a second state, or will be soon. */
    boolean isFollowing() {
        return wanted != null;
    }

    /** Returns whether the second state is being made, or written as a snapshot. */
    boolean isBusy() {
        return busy.get() > 0;
    }

    /**
     * Makes a second state in the background, which follows from then on: from the newest snapshot, if it fits, and what the ledger has
     * since.
     *
     * @param most the most entries by which it may be behind the ledger; where it is further behind there is none
     */
    void follow(Bundle bundle, long most) {
        var copy = new Copy(most);
        follow(copy);
        inBackground(() -> make(copy, bundle));
    }

    /** Lets go of the second state. From any thread. */
    void leave() {
        follow(null);
    }

    private void follow(@Nullable Copy copy) {
        synchronized (waiting) {
            forgetWaiting();
            wanted = copy;
        }
    }

    /** With the lock on what waits. */
    private void forgetWaiting() {
        waiting.clear();
        waitingBytes = 0;
    }

    private void leave(Copy copy) {
        synchronized (waiting) {
            if (copy == wanted) {
                follow(null);
            }
        }
    }

    /**
     * Sends what became durable, before anybody is answered for it.
     *
     * @param bytes of their entries
     * @param size the number of entries, all of which are durable: what is not among them was lost
     */
    void publish(List<Recorded> events, long bytes, long size) {
        Copy copy = wanted;
        int many = 0;
        if (copy != null) {
            synchronized (waiting) {
                many = waiting.size() + events.size();
                waitingBytes += bytes;
                if (many > MOST_WAITING || waitingBytes > MOST_BYTES) {
                    forgetWaiting();
                    many = MANY;
                } else {
                    waiting.addAll(events);
                }
            }
        }
        durable = size;
        told = Math.min(told, size);
        if (copy != null && copy.state != null && many >= MANY && folding.compareAndSet(false, true)) {
            background.execute(() -> foldMany(copy));
        }
    }

    /**
     * Has readers wait until so many entries are durable: somebody was told of them ahead of the disk, or they take away what somebody
     * might do.
     */
    void told(long size) {
        told = size;
    }

    /** Writes the second state as a snapshot, in the background. */
    void keep(Keeping keeping) {
        inBackground(() -> {
            Copy copy = wanted;
            State state = copy == null ? null : copy.state;
            if (copy != null && state != null) {
                Optional<Snapshot> written = written(copy, state);
                if (written.isPresent()) {
                    keeping.keep(written.get());
                }
            }
        });
    }

    /** Does something in the background, when all that was begun before is over. Readers are answered meanwhile. */
    void afterwards(Job job) {
        background.execute(() -> attempt(job));
    }

    /** Ends what is done in the background. */
    void close() {
        leave();
        background.close();
    }

    // --- in the background

    /** Something that is done in the background, and may fail. */
    interface Job {
        void run() throws IOException;
    }

    private void inBackground(Job job) {
        busy.incrementAndGet();
        background.execute(() -> {
            try {
                attempt(job);
            } finally {
                busy.decrementAndGet();
            }
        });
    }

    private static void attempt(Job job) {
        try {
            job.run();
        } catch (IOException | RuntimeException | Error e) {
            Exhaustion.endIf(e);
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the read replica could not be created, or a snapshot could not be kept",
                    e);
        }
    }

    private void make(Copy copy, Bundle bundle) throws IOException {
        try {
            State state = snapshots.restored(bundle).state();
            near(copy, state, STEP);
            copy.state = state;
        } finally {
            if (copy.state == null) {
                leave(copy);
            }
        }
    }

    private void foldMany(Copy copy) {
        folding.set(false);
        State state = copy.state;
        if (state != null) {
            attempt(() -> near(copy, state, MOST_WAITING)); // what is nearer waits
            boolean unused = ask(State::nextSeq).isPresent();
        }
    }

    /**
     * Reads what the ledger has more, in steps that let others through, until no more than this is left. A copy that is too far behind, or
     * that cannot be folded, is let go.
     */
    private void near(Copy copy, State state, long left) throws IOException {
        boolean arrived = false;
        try {
            long before = Long.MAX_VALUE;
            while (!arrived && copy == wanted) {
                long distance;
                long took = 0;
                turn.lock();
                try {
                    long began = System.nanoTime();
                    distance = durable - state.nextSeq();
                    arrived = distance <= left;
                    if (distance > copy.most) {
                        return;
                    }
                    if (!arrived) {
                        replayer.catchUp(state, state.nextSeq() + STEP);
                        took = System.nanoTime() - began;
                    }
                } finally {
                    turn.unlock();
                }
                LockSupport.parkNanos(distance < before ? REST * took : 0); // no rest while the ledger grows faster
                before = distance;
            }
        } finally {
            if (!arrived) {
                leave(copy);
            }
        }
    }

    private Optional<Snapshot> written(Copy copy, State state) throws IOException {
        byte[] written;
        long size;
        turn.lock();
        try {
            if (!fold(copy, state)) {
                return Optional.empty();
            }
            size = state.nextSeq();
            written = StateSnapshot.write(state);
        } finally {
            turn.unlock();
        }
        String bundle = state.bundle().digest();
        return Optional.of(new Snapshot(size, replayer.rootAt(size), bundle, StateSnapshot.VERSION, written));
    }
}
