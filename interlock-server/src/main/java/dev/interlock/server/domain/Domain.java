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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * The unit of total order: one writer, one ledger, one history. Doors ask from any thread; one thread at a time decides,
 * appends what arrived together in one transaction, and answers only when it is durable, but for plain outcomes. That is a thread of
 * the writer's own when there is much to do, and the one that asks when nobody else does: the {@link CommandQueue} says whose turn it is.
 * Safe for many threads.
 *
 * <p>Fails closed: what cannot be recorded is not answered, and after a failed append the state is folded again from what
 * the ledger really has before anything else is decided.
 */
public final class Domain implements AutoCloseable {

    /** The scan for secrets that are known by their shape, where no bundle names others. */
    private static final SecretScan STANDING = SecretScan.standing(Collections.emptySortedMap());

    /** The time for which it is believed that the ledger can be written, after it was; that it cannot be is believed for a tick. */
    private static final Duration FRESH = Duration.ofSeconds(5);

    private final LedgerReplayer replayer;
    private final Ledger ledger;
    private final Writer writer; // asked directly only for what it says to any thread
    private final CommandQueue queue;
    private final Replica replica;
    private final AnchorKeeper anchor;
    private final DomainClock clock;

    private volatile Supplier<SecretScan> secrets = () -> STANDING;
    private volatile Watch watch = Watch.NOBODY;

    private boolean ledgerClosed; // guarded by this

    private Domain(
            LedgerReplayer replayer,
            Ledger ledger,
            Writer writer,
            Replica replica,
            AnchorKeeper anchor,
            DomainClock clock,
            Clocks clocks) {
        this.anchor = anchor;
        this.replayer = replayer;
        this.ledger = ledger;
        this.writer = writer;
        this.replica = replica;
        this.clock = clock;
        this.queue = new CommandQueue(writer, clocks);
    }

    /**
     * Opens a domain on its ledger, which must have been opened on {@code store}. The bundle is activated if it is not the
     * one in force, and calls whose outcome nobody can report any more become unknown.
     *
     * @param clocks a wall clock, or {@link Clocks}, which tell more
     */
    public static Domain open(
            Ledger ledger, LedgerStore store, SnapshotStore snapshots, Bundle bundle, InstantSource clocks)
            throws IOException {
        return open(ledger, store, snapshots, bundle, clocks, Custody.NONE);
    }

    /**
     * Opens a domain like {@link #open(Ledger, LedgerStore, SnapshotStore, Bundle, InstantSource)}. Where something beside the ledger says
     * that it is not the whole of what was recorded, it is closed: everything can be read, and every call is denied, until people accept it.
     *
     * @param clocks a wall clock, or {@link Clocks}, which tell more
     * @throws IOException if the anchor can be neither read nor written, too
     */
    public static Domain open(
            Ledger ledger,
            LedgerStore store,
            SnapshotStore snapshots,
            Bundle bundle,
            InstantSource clocks,
            Custody custody)
            throws IOException {
        return open(ledger, store, snapshots, bundle, clocks, custody, SnapshotKeeper.SPACING);
    }

    /** @param spacing the distance between two snapshots */
    static Domain open(
            Ledger ledger,
            LedgerStore store,
            SnapshotStore snapshots,
            Bundle bundle,
            InstantSource clocks,
            Custody custody,
            SnapshotKeeper.Spacing spacing)
            throws IOException {
        var replayer = new LedgerReplayer(store);
        Clocks all = Clocks.of(clocks);
        var clock = new DomainClock(all);
        var anchor = AnchorKeeper.open(custody.anchor(), ledger, store);
        var loader = new SnapshotLoader(replayer, snapshots, anchor::covered);
        var replica = new Replica(replayer, loader);
        var parts = new Writer.Parts(ledger, store, snapshots, replayer, loader, replica, custody, anchor, spacing);
        var writer = new Writer(parts, bundle, clock);
        try {
            writer.start();
        } catch (IOException | RuntimeException e) {
            anchor.close(false);
            replica.close();
            throw e;
        }
        var domain = new Domain(replayer, ledger, writer, replica, anchor, clock, all);
        domain.queue.start();
        return domain;
    }

    /**
     * Decides a command and records the decision.
     *
     * @throws UnavailableException if it could not be decided or recorded: deny
     */
    public Reply ask(Command command) {
        return asked(Optional.empty(), command)
                .orElseThrow(() -> new IllegalStateException("the command named no bundle"));
    }

    /**
     * Decides a command whose facts were mapped under a bundle. Empty when another bundle is in force by now: map the call
     * again. So no change of policy can race a call.
     */
    public Optional<Reply> decideUnder(String bundleDigest, Command command) {
        return asked(Optional.of(bundleDigest), command);
    }

    /**
     * Records the outcome of a call. A plain one is answered as soon as it has its place in the order, before it is durable: whatever is
     * decided later becomes durable later, and an outcome that gets lost, in a crash or because it cannot be appended, is recorded as
     * unknown before anything else is decided. Every other outcome is answered when it is durable.
     *
     * @throws UnavailableException if it has no place in the order
     */
    public Reply settle(Command.SettleCall outcome) {
        return asked(outcome, Work.Ask::ofOutcome)
                .orElseThrow(() -> new IllegalStateException("the command named no bundle"));
    }

    private Optional<Reply> asked(Optional<String> bundle, Command command) {
        return asked(command, clean -> new Work.Ask(bundle, clean));
    }

    /** INVARIANT: no free text is decided on or recorded before it is looked through for secrets. */
    private Optional<Reply> asked(Command command, Function<Command, Work.Ask> ask) {
        return switch (new CommandSecrets(secrets.get()).seen(command)) {
            case CommandSecrets.Seen.Clean clean -> asked(ask.apply(clean.command()));
            case CommandSecrets.Seen.Refused refused -> Optional.of(Reply.ofNothing(refused.why()));
        };
    }

    /**
     * Decides commands whose facts were mapped under a bundle, in their order and with nothing in between: each counts what the ones
     * before it changed. They become durable together. One that fails does not keep the others from being decided. Empty when another
     * bundle is in force by now: none of them was decided.
     *
     * @return one for each command
     * @throws UnavailableException if none of them could be decided or recorded: deny
     */
    public Optional<List<BatchResult>> askTogether(String bundleDigest, List<Command> commands) {
        long began = System.nanoTime();
        List<CommandSecrets.Seen> all = new CommandSecrets(secrets.get()).all(commands);
        List<Work.Ask> asks = CommandSecrets.clean(all).stream()
                .map(command -> new Work.Ask(Optional.of(bundleDigest), command))
                .toList();
        if (!asks.isEmpty()) {
            try {
                queue.submit(new Work.AskTogether(asks));
            } catch (UnavailableException e) {
                watch.unavailable();
                throw e;
            }
        }
        var came = new ArrayList<BatchResult>(asks.size());
        boolean under = true;
        for (Work.Ask ask : asks) {
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

    private Optional<Reply> asked(Work.Ask ask) {
        long began = System.nanoTime();
        try {
            queue.submit(ask);
        } catch (UnavailableException e) {
            watch.unavailable();
            throw e;
        }
        return answered(ask, began);
    }

    private Optional<Reply> answered(Work.Ask ask, long began) {
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
        return clock.now();
    }

    /** The clock of the domain, which may be in doubt. */
    public DomainClock clock() {
        return clock;
    }

    /**
     * Answers a question about the durable state, which counts everything that anybody was told before. The function runs on this thread,
     * beside the writer, or on the writer: it must be quick, and keep nothing.
     */
    public <T> T query(Function<State, T> question) {
        if (!queue.isOpen() || !writer.sound()) {
            return queryWriter(question);
        }
        if (!replica.isCurrent()) {
            awaitDurable();
        }
        try {
            Optional<Replica.Seen<T>> seen = replica.ask(question);
            return seen.isPresent() ? seen.get().answer() : queryWriter(question);
        } catch (RuntimeException | StackOverflowError e) {
            throw failed(e);
        }
    }

    /**
     * Waits until everything that was decided before is durable, told or not.
     *
     * @throws UnavailableException if it cannot become durable
     */
    public void awaitDurable() {
        long unused = queryWriter(State::nextSeq);
    }

    /** Returns whether the read replica is there. */
    boolean isFollowed() {
        return replica.isFollowing() && !replica.isBusy();
    }

    /** Answers a question about the state of the writer, once what it saw is durable. */
    <T> T queryWriter(Function<State, T> question) {
        var look = new Work.Look<>(question, new CompletableFuture<T>());
        queue.submit(look);
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
        // The writer asks this again; here it is asked only so that nobody has history folded in vain.
        Answer allowed = query(state -> Decider.decide(state, command, now()).answer());
        if (allowed instanceof Answer.Refused) {
            return allowed;
        }
        replica.leave(); // or there were three states for a while
        var activation = new Activation(ledger, replayer, bundle, command, switched);
        activation.foldAhead(CommandQueue.BATCH);
        var activate = new Work.Activate(activation, new CompletableFuture<>());
        queue.enqueue(activate);
        return await(activate.future()).orElseThrow().answer();
    }

    /**
     * Has one listener hear of each task that ends, by its number, once that is durable. It runs on the writer: it must be quick.
     * A listener that was told nothing may still meet an ended task: after a crash, or when it ended in a batch nobody heard of.
     */
    public void onTaskEnd(LongConsumer listener) {
        writer.postCommit().onTaskEnd(listener);
    }

    /** Returns the leases that may be used: to be asked from any thread, without waiting. */
    public Leases leases() {
        return writer.postCommit().leases();
    }

    /**
     * Has another listener hear of each lease that ends, once that is durable. It runs on the writer: it must be quick, and ask
     * the domain nothing. Whoever was told nothing may still meet an ended lease: after a crash, or when it ended in a batch nobody
     * heard of; so look at {@code State.leases()} at the start.
     */
    public void onLeaseDead(Consumer<DeadLease> listener) {
        writer.postCommit().onLeaseDead(listener);
    }

    /**
     * Has a listener hear of what was recorded, in order and without gap, once it is durable and answered. It runs on the writer: it
     * must be quick, and ask the domain nothing. What was recorded in a batch that nobody heard of, as before a crash, is in the ledger
     * only.
     */
    public void onRecorded(Consumer<List<Recorded>> listener) {
        writer.postCommit().onRecorded(listener);
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

    /** The number of commands that wait for the writer. */
    public int waiting() {
        return queue.waiting();
    }

    /** The number of entries that the anchor is behind the ledger; empty where none is configured. */
    public Optional<Long> anchorBehind() {
        return anchor.behind();
    }

    /** Returns why no call is permitted, or none should come here; empty where calls are decided and recorded. */
    public Optional<String> trouble() {
        if (writer.isDistrusted()) {
            return Optional.of(
                    "the ledger, or the state loaded from it, was changed, so every call is denied; the log says"
                            + " whether to restore the data folder or only to restart the server");
        }
        if (writer.isClosed()) {
            return Optional.of("the ledger is closed until people accept it, so every call is denied;"
                    + " see `interlock ledger status`");
        }
        if (!clock.believed()) {
            return Optional.of(
                    "the clock is in doubt, so every call is denied until a person has confirmed the time; see"
                            + " `interlock clock show`");
        }
        return anchor.trouble()
                .or(() -> isWritable()
                        ? Optional.empty()
                        : Optional.of("the ledger cannot be written, so every call is denied"));
    }

    /** Returns what somebody should look after though calls are decided and recorded; empty where there is nothing. */
    public Optional<String> warning() {
        return writer.warning();
    }

    /** Returns whether calls are decided and recorded. */
    public boolean ready() {
        return trouble().isEmpty();
    }

    /**
     * Returns whether the next command can be decided and recorded. A commit of a moment ago counts as proof; otherwise something is
     * committed to find out, and a writer that does not answer within a short time is not ready.
     */
    private boolean isWritable() {
        return ready(writer.writability().writable() ? FRESH : CommandQueue.TICK);
    }

    /** @param believed how old the last attempt to commit something may be to be believed */
    boolean ready(Duration believed) {
        if (!queue.isOpen()) {
            return false;
        }
        Writability writability = writer.writability();
        if (writability.sinceTried() < believed.toNanos()) {
            return writability.writable() && writer.sound();
        }
        var probe = new Work.Probe(new CompletableFuture<>());
        // Never on this thread, which could not be given up on.
        if (!queue.offer(probe)) {
            return false;
        }
        try {
            return probe.future().get(CommandQueue.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
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

    /** The history, from which any thread can read one recorded event or a range of them. */
    public LedgerReplayer history() {
        return replayer;
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
            throw failed(e.getCause() == null ? e : e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static UnavailableException failed(Throwable cause) {
        return cause instanceof UnavailableException unavailable
                ? new UnavailableException(unavailable.getMessage(), unavailable)
                : new UnavailableException("the decision failed", cause);
    }

    /** Decides what is waiting, keeps a snapshot and a checkpoint, and stops. Closes the ledger and its store. */
    @Override
    public synchronized void close() throws IOException {
        try {
            queue.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while closing", e);
        }
        replica.close();
        anchor.close(writer.endedWell());
        if (!ledgerClosed) {
            ledgerClosed = true;
            ledger.close();
        }
    }
}
