package dev.interlock.server.domain;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.decide.Decider;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.state.State;
import dev.interlock.ledger.log.Ledger;
import dev.interlock.ledger.store.LedgerStore;
import dev.interlock.ledger.store.SnapshotStore;
import dev.interlock.policy.secret.SecretScan;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * The unit of total order: one writer, one ledger, one history. Doors ask from any thread; one thread at a time decides,
 * appends what arrived together in one transaction, and answers only when it is durable. That is a thread of the writer's own
 * when there is much to do, and the one that asks when nobody else does.
 *
 * <p>Fails closed: what cannot be recorded is not answered, and after a failed append the state is folded again from what
 * the ledger really has before anything else is decided.
 */
public final class Domain implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Domain.class.getName());
    /** The scan for secrets that are known by their shape, where no bundle names others. */
    private static final SecretScan STANDING = SecretScan.standing(Collections.emptySortedMap());

    /** Most commands that wait; more are turned away. */
    private static final int QUEUE = 8_192;
    /** Most commands that become durable together. */
    private static final int BATCH = 1_024;
    /** How long it is believed that the ledger can be written, after it was; that it cannot be is believed for a tick. */
    private static final Duration FRESH = Duration.ofSeconds(5);
    /** How often an activation catches up with a growing ledger before it stops the writer. */
    private static final int MOST_ROUNDS = 5;
    /** How long a door waits for a place in the queue. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    /** How often tasks that are over are looked for, and how long the writer sleeps when nothing comes. */
    private static final Duration TICK = Duration.ofSeconds(1);

    /** What the writer is asked to do. */
    private sealed interface Work {

        /** It cannot be done: whoever waits for it hears why. */
        void fail(UnavailableException why);
    }

    /** What has one answer. */
    private sealed interface Single extends Work {
        CompletableFuture<?> future();

        @Override
        default void fail(UnavailableException why) {
            future().completeExceptionally(why);
        }
    }

    private record Ask(Optional<String> bundle, Command command, CompletableFuture<Optional<Reply>> future)
            implements Single {}

    /** Decided in this order, with nothing in between, and durable together. */
    private record AskTogether(List<Ask> asks) implements Work {
        @Override
        public void fail(UnavailableException why) {
            asks.forEach(ask -> ask.fail(why));
        }
    }

    private record Look<T>(Function<State, T> question, CompletableFuture<T> future) implements Single {}

    private record Activate(
            State next, Command.ActivateBundle command, Runnable switched, CompletableFuture<Optional<Reply>> future)
            implements Single {}

    /** Finds out whether the ledger can be written. */
    private record Probe(CompletableFuture<Boolean> future) implements Single {}

    private record Stop(CompletableFuture<Optional<Reply>> future) implements Single {}

    private final BlockingQueue<Work> queue = new ArrayBlockingQueue<>(QUEUE);
    private final LedgerReplayer folder;
    private final Ledger ledger;
    private final Writer writer; // guarded by turn, but for whether it is sound
    private final ReentrantLock turn = new ReentrantLock();
    private final InstantSource clock;
    private final Thread thread;
    /** Several asked at the same time of late: what they ask becomes durable together where it is handed over. */
    private volatile boolean crowded;

    private volatile Supplier<SecretScan> secrets = () -> STANDING;
    private volatile Watch watch = Watch.NOBODY;
    private volatile boolean closed;
    /** The writer's thread has answered everything that it will answer. */
    private volatile boolean stopped;

    private boolean ledgerClosed; // guarded by this

    private Domain(LedgerReplayer folder, Ledger ledger, Writer writer, InstantSource clock) {
        this.folder = folder;
        this.ledger = ledger;
        this.writer = writer;
        this.clock = clock;
        this.thread = new Thread(this::run, "interlock-writer");
    }

    /**
     * Opens a domain on its ledger, which must have been opened on {@code store}. The bundle is activated if it is not the
     * one in force, and calls whose outcome nobody can report any more become unknown.
     */
    public static Domain open(
            Ledger ledger, LedgerStore store, SnapshotStore snapshots, Bundle bundle, InstantSource clock)
            throws IOException {
        var folder = new LedgerReplayer(store);
        var writer = new Writer(ledger, store, snapshots, folder, bundle, clock);
        writer.start();
        var domain = new Domain(folder, ledger, writer, clock);
        domain.thread.start();
        return domain;
    }

    /**
     * Decides a command and records the decision.
     *
     * @throws UnavailableException if it could not be decided or recorded: deny
     */
    public Reply ask(Command command) {
        return asked(Optional.empty(), command).orElseThrow(() -> new IllegalStateException("no bundle was asked for"));
    }

    /**
     * Decides a command whose facts were mapped under a bundle. Empty when another bundle is in force by now: map the call
     * again. So no change of policy can race a call.
     */
    public Optional<Reply> askUnder(String bundleDigest, Command command) {
        return asked(Optional.of(bundleDigest), command);
    }

    /** INVARIANT: no free text is decided on or recorded before it is looked through for secrets. */
    private Optional<Reply> asked(Optional<String> bundle, Command command) {
        return switch (new CommandSecrets(secrets.get()).seen(command)) {
            case CommandSecrets.Seen.Clean clean -> asked(new Ask(bundle, clean.command(), new CompletableFuture<>()));
            case CommandSecrets.Seen.Refused refused -> Optional.of(Reply.ofNothing(refused.why()));
        };
    }

    /**
     * Decides commands whose facts were mapped under a bundle, in their order and with nothing in between: each counts what the ones before it
     * changed. They become durable together. One that fails does not keep the others from being decided. Empty when another bundle is in
     * force by now: none of them was decided.
     *
     * @return one for each command
     * @throws UnavailableException if none of them could be decided or recorded: deny
     */
    public Optional<List<BatchResult>> askTogether(String bundleDigest, List<Command> commands) {
        long began = System.nanoTime();
        List<CommandSecrets.Seen> all = new CommandSecrets(secrets.get()).all(commands);
        List<Ask> asks = CommandSecrets.clean(all).stream()
                .map(command -> new Ask(Optional.of(bundleDigest), command, new CompletableFuture<>()))
                .toList();
        if (!asks.isEmpty()) {
            try {
                submit(new AskTogether(asks));
            } catch (UnavailableException e) {
                watch.unavailable();
                throw e;
            }
        }
        var came = new ArrayList<BatchResult>(asks.size());
        boolean under = true;
        for (Ask ask : asks) {
            try {
                Optional<Reply> reply = answered(ask, began);
                under &= reply.isPresent();
                reply.ifPresent(each -> came.add(new BatchResult.Answered(each)));
            } catch (UnavailableException e) {
                came.add(new BatchResult.Nothing(e));
            }
        }
        // INVARIANT: nothing comes between them, so no bundle does.
        return under ? Optional.of(CommandSecrets.merged(all, came)) : Optional.empty();
    }

    private Optional<Reply> asked(Ask ask) {
        long began = System.nanoTime();
        try {
            submit(ask);
        } catch (UnavailableException e) {
            watch.unavailable();
            throw e;
        }
        return answered(ask, began);
    }

    private Optional<Reply> answered(Ask ask, long began) {
        Watch by = watch;
        try {
            Optional<Reply> reply = await(ask.future());
            by.answered(System.nanoTime() - began);
            return reply;
        } catch (UnavailableException e) {
            by.unavailable();
            throw e;
        }
    }

    /** The time in the domain, in milliseconds since 1970: that of its clock, but never before what is recorded. */
    public long now() {
        return Math.max(clock.millis(), writer.latestMillis());
    }

    /** Answers a question about the durable state. The function runs on the writer: it must be quick, and keep nothing. */
    public <T> T query(Function<State, T> question) {
        var look = new Look<>(question, new CompletableFuture<T>());
        submit(look);
        return await(look.future());
    }

    /**
     * Makes decisions by another bundle from now on, if it may be activated. History is folded under it first, off the
     * writer; then the switch itself is one recorded event.
     *
     * @param switched run by the writer when the bundle is in force
     * @return done, or why it may not be activated
     */
    public Answer activate(Bundle bundle, Command.ActivateBundle command, Runnable switched) throws IOException {
        if (!bundle.digest().equals(command.digest())) {
            throw new IllegalArgumentException("`" + command.digest() + "` is not the digest of the bundle");
        }
        // Asked again by the writer; here only so that nobody has history folded in vain.
        Answer allowed = query(state -> Decider.decide(state, command, now()).answer());
        if (allowed instanceof Answer.Refused) {
            return allowed;
        }
        State next = State.empty(bundle);
        long size = 0;
        for (int round = 0; round < MOST_ROUNDS && ledger.size() - size > BATCH; round++) {
            size = ledger.size();
            folder.catchUp(next, size); // the writer folds what is left, and decides nothing meanwhile
        }
        var activate = new Activate(next, command, switched, new CompletableFuture<>());
        enqueue(activate);
        return await(activate.future()).orElseThrow().answer();
    }

    /**
     * Has one listener hear of each task that ends, by its number, once that is durable. It runs on the writer: it must be quick.
     * Whoever was told nothing may still meet an ended task: after a crash, or when it ended in a batch nobody heard of.
     */
    public void onTaskEnd(LongConsumer listener) {
        writer.onTaskEnd(listener);
    }

    /** Which leases may be used: to be asked from any thread, without waiting. */
    public Leases leases() {
        return writer.leases();
    }

    /**
     * Has another listener hear of each lease that ends, once that is durable. It runs on the writer: it must be quick, and ask
     * the domain nothing. Whoever was told nothing may still meet an ended lease: after a crash, or when it ended in a batch nobody
     * heard of; so look at {@code State.leases()} at the start.
     */
    public void onLeaseDead(Consumer<DeadLease> listener) {
        writer.onLeaseDead(listener);
    }

    /**
     * Has a listener hear of what was recorded, in order and without gap, once it is durable and answered. It runs on the writer: it must be
     * quick, and ask the domain nothing. What was recorded in a batch that nobody heard of, as before a crash, is in the ledger only.
     */
    public void onRecorded(Consumer<List<Recorded>> listener) {
        writer.onRecorded(listener);
    }

    /**
     * Has free texts looked through for these secrets from now on, those of the bundle among them.
     *
     * @param scan asked for each command, on the caller's thread
     */
    public void lookFor(Supplier<SecretScan> scan) {
        secrets = scan;
    }

    /** Has somebody watch from now on. */
    public void watch(Watch by) {
        watch = by;
        writer.watch(by);
    }

    /** How many commands wait for the writer. */
    public int waiting() {
        return queue.size();
    }

    /**
     * Whether the next command can be decided and recorded. What was committed a moment ago counts; otherwise it is found out by
     * committing something, and a writer that does not answer within a short time is not ready.
     */
    public boolean ready() {
        return ready(writer.writable() ? FRESH : TICK);
    }

    /** @param believed how old the last attempt to commit something may be to be believed */
    boolean ready(Duration believed) {
        if (closed || stopped) {
            return false;
        }
        if (writer.sinceTried() < believed.toNanos()) {
            return writer.writable() && writer.sound();
        }
        var probe = new Probe(new CompletableFuture<>());
        // Never on this thread, which could not be given up on.
        if (!queue.offer(probe)) {
            return false;
        }
        if (stopped) {
            return false;
        }
        try {
            return probe.future().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }

    public Ledger ledger() {
        return ledger;
    }

    /** One recorded event or a range of them can be read from here, by any thread. */
    public LedgerReplayer history() {
        return folder;
    }

    /**
     * Hands it to the writer's thread; or does it on this one, if the writer is idle, as handing it over and back takes longer
     * than doing it. A virtual thread keeps its carrier while the disk works; when others ask meanwhile, that is left to the
     * writer's thread.
     */
    private void submit(Work work) {
        if (turn.isHeldByCurrentThread()) {
            throw new IllegalStateException("the writer asks itself, in the middle of a decision");
        }
        if (crowded || !queue.isEmpty() || turn.hasQueuedThreads() || !turn.tryLock()) {
            enqueue(work);
            return;
        }
        try {
            // INVARIANT: nothing is decided after the stop, which was put into the queue after `closed` was set.
            if (!closed && !stopped) {
                boolean unused = survive(List.of(work));
                return;
            }
        } finally {
            turn.unlock();
        }
        enqueue(work);
    }

    private void enqueue(Work work) {
        if (closed) {
            throw new UnavailableException("the domain is shutting down");
        }
        try {
            if (!queue.offer(work, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new UnavailableException("too many calls are waiting to be decided; try again later");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException("interrupted before the call was decided", e);
        }
        // INVARIANT: whatever is put into the queue is answered. The writer sets `stopped` and then empties the queue,
        // so
        // what it does not find there was put there by a thread that sees `stopped` here.
        if (stopped) {
            work.fail(stopped());
        }
    }

    private static UnavailableException stopped() {
        return new UnavailableException("the domain is closed");
    }

    /**
     * Waits for the writer, whose answer always comes. An interrupt does not end the wait: whoever asked has to learn of a
     * reservation in order to settle it.
     */
    private static <T> T await(CompletableFuture<T> future) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return future.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnavailableException unavailable) {
                throw new UnavailableException(unavailable.getMessage(), unavailable);
            }
            throw new UnavailableException("the decision failed: deny", e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    // --- the writer: its thread, or whoever has the turn

    private void run() {
        try {
            work();
        } finally {
            stopped = true;
            for (Work left = queue.poll(); left != null; left = queue.poll()) {
                left.fail(stopped());
            }
        }
    }

    private void work() {
        var batch = new ArrayList<Work>(BATCH);
        long lastTick = clock.millis();
        while (true) {
            batch.clear();
            try {
                Work first = queue.poll(TICK.toMillis(), TimeUnit.MILLISECONDS);
                if (first != null) {
                    batch.add(first);
                }
            } catch (InterruptedException e) {
                LOG.log(System.Logger.Level.WARNING, "the writer does not stop on interrupts; close the domain");
            }
            long now = clock.millis();
            if (now - lastTick >= TICK.toMillis() || now < lastTick) {
                lastTick = now;
                batch.add(new Ask(Optional.empty(), new Command.Tick(), new CompletableFuture<>()));
            }
            turn.lock();
            try {
                queue.drainTo(batch, BATCH - batch.size());
                crowded = batch.size() > 1;
                if (survive(batch)) {
                    return;
                }
            } finally {
                turn.unlock();
            }
        }
    }

    /** Works through a batch whatever happens, so that nobody waits for ever; true when it was told to stop. */
    private boolean survive(List<Work> batch) {
        try {
            return write(batch);
        } catch (RuntimeException | Error e) {
            Exhaustion.endIf(e);
            writer.failed(e);
            batch.forEach(work -> work.fail(new UnavailableException("the writer failed", e)));
            return batch.stream().anyMatch(Stop.class::isInstance);
        }
    }

    /** Works through a batch; true when it was told to stop. */
    private boolean write(List<Work> batch) {
        Stop stop = null;
        for (Work work : batch) {
            switch (work) {
                case Ask ask -> decide(ask);
                case AskTogether(List<Ask> asks) -> asks.forEach(this::decide);
                case Look<?> look -> look(look);
                case Activate activate ->
                    writer.activate(activate.next(), activate.command(), activate.switched(), activate.future());
                case Probe(CompletableFuture<Boolean> future) -> {
                    writer.flush(); // what came before it is a commit of its own, and answered for
                    future.complete(writer.probe());
                }
                case Stop s -> stop = s;
            }
        }
        writer.flush();
        if (stop == null) {
            writer.maintain();
            return false;
        }
        writer.stop();
        stop.future().complete(Optional.empty());
        return true;
    }

    private void decide(Ask ask) {
        writer.ask(ask.bundle(), ask.command(), ask.future());
    }

    private <T> void look(Look<T> look) {
        writer.look(look.question(), look.future());
    }

    /** Decides what is waiting, keeps a snapshot and a checkpoint, and stops. Closes the ledger and its store. */
    @Override
    public synchronized void close() throws IOException {
        closed = true;
        try {
            var stop = new Stop(new CompletableFuture<>());
            while (!stopped && !queue.offer(stop, TICK.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.log(System.Logger.Level.INFO, "waiting for the writer to come to the end of its queue");
            }
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while closing", e);
        }
        if (!ledgerClosed) {
            ledgerClosed = true;
            ledger.close();
        }
    }
}
