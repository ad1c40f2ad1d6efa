package dev.interlock.server.domain;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.command.Decision;
import dev.interlock.engine.decide.Decider;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.LeaseEvent;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.state.Lease;
import dev.interlock.engine.state.OpenCall;
import dev.interlock.engine.state.State;
import dev.interlock.engine.state.StateSnapshot;
import dev.interlock.ledger.log.Ledger;
import dev.interlock.ledger.log.LedgerAppend;
import dev.interlock.ledger.log.Receipt;
import dev.interlock.ledger.store.Entry;
import dev.interlock.ledger.store.LedgerStore;
import dev.interlock.ledger.store.Snapshot;
import dev.interlock.ledger.store.SnapshotStore;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What the writer does, on one thread at a time. Decisions are folded into the state as they are made, so that the next one counts them,
 * and answered when the append that holds them is durable.
 *
 * <p>INVARIANT: the state is at most one unflushed batch ahead of the ledger. When that batch cannot be appended the state
 * is thrown away.
 */
final class Writer {

    private static final System.Logger LOG = System.getLogger(Writer.class.getName());
    /** The number of shorter forms that are tried of what cannot be recorded: without what is for people, then bare. */
    private static final int LESS = 2;

    /** A snapshot is kept after so many events, so that reopening folds no more than that, */
    private static final long SNAPSHOT_EVERY = 100_000;

    /** and where the state is large after an event for so many bytes of it: writing them takes as long as folding the event. */
    private static final long BYTES_FOR_EVENT = 64;

    /** Bytes that are committed to find out whether that can be done. */
    private static final int PROBE = 4_096;

    private static final int LARGEST_PROBE = 1 << 20;

    private final Ledger ledger;
    private final LedgerStore store;
    private final SnapshotStore snapshots;
    private final LedgerReplayer folder;
    private final InstantSource clock;
    private Bundle bundle;
    private @Nullable State state;
    private volatile boolean sound;
    private long snapshotAt;
    private long snapshotBytes;
    /** When the last of what is recorded was. */
    private volatile long latestMillis;
    /** Entries before this one were answered for. A reservation from here on that nobody heard of was never forwarded. */
    private long acknowledged;

    private final List<Entry> entries = new ArrayList<>();
    /** The events of these entries. */
    private final List<Recorded> recorded = new ArrayList<>();

    /** Tasks that end with the batch. */
    private final List<Long> ending = new ArrayList<>();

    /** Leases that were issued or renewed with the batch. */
    private final List<Long> changed = new ArrayList<>();
    /** Leases that end with the batch. */
    private final List<DeadLease> dying = new ArrayList<>();

    private final LikeDenials denials = new LikeDenials();
    private final Leases leases = new Leases();
    private final List<Consumer<DeadLease>> leaseEnds = new CopyOnWriteArrayList<>();
    private final List<Consumer<List<Recorded>>> listeners = new CopyOnWriteArrayList<>();
    private volatile LongConsumer taskEnds = task -> {};
    private volatile Watch watch = Watch.NOBODY;
    /** Whether the last attempt to commit something did so. Reading may work where writing does not. */
    private volatile boolean writable = true;
    /** By {@link System#nanoTime}: when that was. */
    private volatile long tried = System.nanoTime();
    /** About as many bytes as the batch has that could not be appended. */
    private int refusedBytes = PROBE;
    /** What to do when the batch is durable, or has failed. */
    private final List<Waiting<?>> waiting = new ArrayList<>();

    /** An answer that waits for its events to be durable: those from {@code first} to before {@code end} of the batch. */
    private record Waiting<T>(CompletableFuture<T> future, int first, int end, Function<List<Receipt>, T> answer) {

        void complete(List<Receipt> receipts) {
            future.complete(answer.apply(receipts.subList(first, end)));
        }
    }

    Writer(
            Ledger ledger,
            LedgerStore store,
            SnapshotStore snapshots,
            LedgerReplayer folder,
            Bundle bundle,
            InstantSource clock) {
        this.ledger = ledger;
        this.store = store;
        this.snapshots = snapshots;
        this.folder = folder;
        this.bundle = bundle;
        this.clock = clock;
    }

    void onTaskEnd(LongConsumer listener) {
        taskEnds = listener;
    }

    void onLeaseDead(Consumer<DeadLease> listener) {
        leaseEnds.add(listener);
    }

    void onRecorded(Consumer<List<Recorded>> listener) {
        listeners.add(listener);
    }

    void watch(Watch by) {
        watch = by;
    }

    Leases leases() {
        return leases;
    }

    /** Whether the last attempt to commit something did so. */
    boolean writable() {
        return writable;
    }

    /** Nanoseconds since that attempt. */
    long sinceTried() {
        return System.nanoTime() - tried;
    }

    private void tried(boolean committed) {
        writable = committed;
        tried = System.nanoTime();
    }

    long latestMillis() {
        return latestMillis;
    }

    boolean sound() {
        return sound;
    }

    /** Folds the ledger, activates the bundle if it is another than the last, and gives up on calls left in flight. */
    void start() throws IOException {
        state = folder.fromSnapshot(bundle, snapshots);
        snapshotAt = state.nextSeq();
        latestMillis = state.timeMillis();
        sound = true;
        recordBundle("start");
        // Those that somebody else carries out go on: they have until their time to report.
        settleLeftOvers(
                open -> open.asked().isEmpty(),
                new Settlement.Unknown("the gateway stopped before the outcome was known"));
        flush();
        if (!sound) {
            throw new IOException("the ledger cannot be written");
        }
        leases.reset(required());
    }

    /** The record says which bundle is in force: also after an activation that was committed and not acknowledged. */
    private void recordBundle(String by) {
        State current = required();
        if (current.nextSeq() == 0
                || !folder.event(current.nextSeq() - 1).bundle().equals(bundle.digest())) {
            propose(current, List.of(new Event.BundleActivated(bundle.name(), bundle.digest(), by)), now(current));
        }
    }

    private void settleLeftOvers(Predicate<OpenCall> which, Settlement settlement) {
        State current = required();
        for (OpenCall open : List.copyOf(current.calls().all())) {
            if (!open.unknown() && which.test(open)) {
                decideAndFold(current, new Command.SettleCall(open.view().seq(), settlement));
            }
        }
    }

    /** A decision that was folded; one that was counted with another like it has no events. */
    private record Made(Decision decision, LikeDenials.@Nullable First counted) {

        Optional<Reply> reply(List<Receipt> receipts) {
            return Optional.of(
                    counted == null
                            ? new Reply(decision.answer(), receipts, decision.events())
                            : new Reply(decision.answer(), List.of(counted.receipt()), List.of()));
        }
    }

    void ask(Optional<String> under, Command command, CompletableFuture<Optional<Reply>> future) {
        if (!usable(future)) {
            return;
        }
        State current = required();
        if (under.isPresent() && !under.get().equals(bundle.digest())) {
            future.complete(Optional.empty());
            return;
        }
        recordCounted(current, denials.due(now(current)));
        int first = entries.size();
        try {
            Made made = decideAndFold(current, command);
            waiting.add(new Waiting<>(future, first, entries.size(), made::reply));
        } catch (Unrecordable e) {
            future.completeExceptionally(new UnavailableException("the request cannot be recorded: " + e.problem(), e));
        } catch (RuntimeException | StackOverflowError e) {
            LOG.log(System.Logger.Level.ERROR, "a decision failed and is a denial", e);
            future.completeExceptionally(e);
            if (entries.size() != first || current.nextSeq() != ledger.size() + entries.size()) {
                broken("a decision failed half-way", e);
            }
        }
    }

    /** Says in the record how many denials like a recorded one were only counted. */
    private void recordCounted(State current, List<Event> counted) {
        if (!counted.isEmpty()) {
            propose(current, counted, now(current));
        }
    }

    private Made decideAndFold(State current, Command command) {
        return decideAndFold(current, command, LESS);
    }

    private Made decideAndFold(State current, Command command, int less) {
        long now = now(current);
        Decision decision = Decider.decide(current, command, now);
        Optional<LikeDenials.Like> like = LikeDenials.of(current, command, decision, bundle.digest());
        if (like.isPresent() && decision.answer() instanceof Answer.Deny denied) {
            LikeDenials.First first = denials.count(like.get(), now);
            if (first != null) {
                Answer.Deny answer = first.answer(denied);
                watch.counted(answer);
                return new Made(new Decision(List.of(), answer), first);
            }
        }
        try {
            propose(current, decision.events(), now);
            like.ifPresent(one -> denials.recorded(one, current.nextSeq() - 1, now));
            return new Made(decision, null);
        } catch (Unrecordable e) {
            if (less == 0) {
                throw e;
            }
            return decideAndFold(current, e.instead(command).orElseThrow(() -> e), less - 1);
        }
    }

    /** INVARIANT: an event is recorded with the time at which it was decided, and time never goes back. */
    private long now(State current) {
        return Math.max(clock.millis(), current.timeMillis());
    }

    /** Encodes first and folds then: what cannot be recorded must not change the state. */
    private void propose(State current, List<Event> events, long now) {
        var proposed = new ArrayList<Recorded>(events.size());
        var encoded = new ArrayList<Entry>(events.size());
        for (Event event : events) {
            var next = new Recorded(current.nextSeq() + proposed.size(), now, bundle.digest(), event);
            proposed.add(next);
            encoded.add(entry(next));
        }
        proposed.forEach(each -> fold(current, each));
        latestMillis = current.timeMillis();
        entries.addAll(encoded);
        if (!listeners.isEmpty()) {
            recorded.addAll(proposed);
        }
    }

    /** Folds an event, and remembers whom to tell of it. What ends from now on is refused from now on. */
    private void fold(State current, Recorded next) {
        Lease ended = next.event() instanceof LeaseEvent.Revoked revoked
                ? current.leases().get(revoked.lease())
                : null;
        current.apply(next);
        switch (next.event()) {
            case Event.TaskEnded end -> ending.add(end.task());
            case Event.TaskAmended amended -> leases.narrow(current);
            case LeaseEvent.Issued issued -> changed.add(issued.lease());
            case LeaseEvent.Renewed renewed -> {
                Lease lease = current.leases().get(renewed.lease());
                if (lease != null) {
                    leases.narrow(lease);
                }
                changed.add(renewed.lease());
            }
            case LeaseEvent.Revoked revoked -> {
                leases.refuse(revoked.lease());
                if (ended != null) {
                    dying.add(new DeadLease(ended.issued(), revoked.reason(), next.seq(), next.timeMillis()));
                }
            }
            default -> {} // nobody has to be told of others
        }
    }

    private static Entry entry(Recorded recorded) {
        try {
            return new Entry(Leaves.encode(recorded));
        } catch (IllegalArgumentException e) {
            throw new Unrecordable(e);
        }
    }

    <T> void look(Function<State, T> question, CompletableFuture<T> future) {
        if (!usable(future)) {
            return;
        }
        try {
            T answer = question.apply(required());
            waiting.add(new Waiting<>(future, 0, 0, receipts -> answer));
        } catch (RuntimeException | StackOverflowError e) {
            future.completeExceptionally(e);
        }
    }

    void activate(
            State next, Command.ActivateBundle command, Runnable switched, CompletableFuture<Optional<Reply>> future) {
        flush();
        if (!usable(future)) {
            return;
        }
        State current = required();
        Decision decision;
        try {
            decision = Decider.decide(current, command, now(current));
            if (decision.answer() instanceof Answer.Refused) {
                future.complete(Optional.of(Reply.ofNothing(decision.answer())));
                return;
            }
            folder.catchUp(next, ledger.size());
        } catch (IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "a bundle could not be activated; the one before stays", e);
            future.completeExceptionally(notActivated());
            return;
        }
        Bundle before = bundle;
        try {
            bundle = next.bundle();
            propose(next, decision.events(), now(next));
            state = next;
            flush();
            if (sound) {
                switched.run();
                future.complete(Optional.of(Reply.ofNothing(decision.answer())));
                return;
            }
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "a bundle could not be activated; the one before stays", e);
            broken("activation failed", e);
        }
        bundle = before;
        future.completeExceptionally(notActivated());
    }

    private static UnavailableException notActivated() {
        return new UnavailableException("the bundle could not be activated; see the log");
    }

    /** Makes the batch durable and gives the answers. */
    void flush() {
        if (!sound) {
            return;
        }
        try {
            List<Receipt> receipts = entries.isEmpty() ? List.of() : append();
            acknowledged = ledger.size();
            denials.durable(receipts);
            entries.clear();
            publish();
            var answers = List.copyOf(waiting);
            waiting.clear();
            answers.forEach(w -> w.complete(receipts));
            var ended = List.copyOf(ending);
            ending.clear();
            ended.forEach(this::tellEnd);
            var dead = List.copyOf(dying);
            dying.clear();
            dead.forEach(this::tellDead);
            tellRecorded();
        } catch (IOException | RuntimeException e) {
            broken("the ledger cannot be written", e);
        }
    }

    /** Whoever listens has no say in what is decided. */
    private void tellEnd(long task) {
        try {
            taskEnds.accept(task);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "the end of a task could not be told", e);
        }
    }

    private void tellDead(DeadLease lease) {
        for (Consumer<DeadLease> listener : leaseEnds) {
            try {
                listener.accept(lease);
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.ERROR, "the end of a lease could not be told", e);
            }
        }
    }

    private void tellRecorded() {
        if (recorded.isEmpty()) {
            return;
        }
        var told = List.copyOf(recorded);
        recorded.clear();
        for (Consumer<List<Recorded>> listener : listeners) {
            try {
                listener.accept(told);
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.ERROR, "what was recorded could not be told", e);
            }
        }
    }

    /** What was issued with the batch may be used: it is durable. */
    private void publish() {
        State current = required();
        for (long number : changed) {
            Lease lease = current.leases().get(number);
            if (lease != null) {
                leases.durable(lease);
            }
        }
        changed.clear();
    }

    private List<Receipt> append() throws IOException {
        long began = System.nanoTime();
        return switch (ledger.append(entries)) {
            case LedgerAppend.Committed appended -> {
                tried(true);
                watch.appended(entries.size(), System.nanoTime() - began);
                yield appended.receipts();
            }
            case LedgerAppend.Conflict conflict ->
                throw new IOException("the ledger has " + conflict.size() + " entries, more than this writer appended");
        };
    }

    /** Whether the ledger could be appended to now: finds out by committing something. */
    boolean probe() {
        if (!usable(new CompletableFuture<>())) {
            return false;
        }
        try {
            store.probe(writable ? PROBE : refusedBytes);
            tried(true);
        } catch (IOException | RuntimeException e) {
            if (writable) { // else that is known, and in the log
                LOG.log(
                        System.Logger.Level.ERROR,
                        "the ledger cannot be written; every call is denied until it can be",
                        e);
                watch.failed();
            }
            tried(false);
        }
        return writable;
    }

    /** The state may be ahead of the ledger: nothing is decided on it any more. */
    private void broken(String why, Throwable cause) {
        LOG.log(System.Logger.Level.ERROR, why + "; every call is denied until it can be", cause);
        refusedBytes = Math.max(PROBE, size(entries));
        tried(false);
        sound = false;
        watch.failed();
        state = null;
        forget();
        leases.none();
        var failed = List.copyOf(waiting);
        waiting.clear();
        failed.forEach(w -> w.future().completeExceptionally(new UnavailableException(why)));
    }

    /** The writer itself failed: whatever the state is now, it is not relied upon. */
    void failed(Throwable cause) {
        broken("the writer failed", cause);
    }

    private boolean usable(CompletableFuture<?> future) {
        if (sound || recover()) {
            return true;
        }
        future.completeExceptionally(new UnavailableException("the ledger cannot be written"));
        return false;
    }

    /** Folds what the ledger really has. Reservations that were committed but never acknowledged were never forwarded. */
    private boolean recover() {
        try {
            ledger.catchUp((index, leaf) -> {});
            state = folder.fromSnapshot(bundle, snapshots);
            sound = true;
            recordBundle("recovery");
            settleLeftOvers(
                    open -> open.view().seq() >= acknowledged,
                    new Settlement.Failed("never forwarded: its reservation was not acknowledged"));
            flush();
            if (sound) {
                leases.reset(required());
            }
            return sound;
        } catch (IOException | RuntimeException e) {
            sound = false;
            state = null;
            forget();
            LOG.log(System.Logger.Level.WARNING, "the ledger still cannot be read", e);
            return false;
        }
    }

    private static int size(List<Entry> batch) {
        long bytes = batch.stream().mapToLong(entry -> entry.leaf().length).sum();
        return (int) Math.min(bytes, LARGEST_PROBE);
    }

    private void forget() {
        denials.lost();
        entries.clear();
        recorded.clear();
        ending.clear();
        changed.clear();
        dying.clear();
    }

    private State required() {
        State current = state;
        if (current == null) {
            throw new IllegalStateException("the writer has no state");
        }
        return current;
    }

    /** Checkpoints and snapshots, when they are due. */
    void maintain() {
        if (!sound) {
            return;
        }
        try {
            ledger.checkpointIfDue();
            if (required().nextSeq() - snapshotAt >= Math.max(SNAPSHOT_EVERY, snapshotBytes / BYTES_FOR_EVENT)) {
                snapshot();
            }
        } catch (IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "a checkpoint or snapshot could not be kept", e);
        }
    }

    private void snapshot() throws IOException {
        State current = required();
        // Set first: a snapshot that cannot be kept is not tried again with every batch.
        snapshotAt = current.nextSeq();
        byte[] bytes = StateSnapshot.write(current);
        snapshotBytes = bytes.length;
        snapshots.putSnapshot(
                new Snapshot(current.nextSeq(), ledger.root(), bundle.digest(), StateSnapshot.VERSION, bytes));
    }

    void stop() {
        if (sound) {
            recordCounted(required(), denials.due(Long.MAX_VALUE));
            flush();
        }
        if (sound) {
            try {
                snapshot();
            } catch (IOException | RuntimeException e) {
                LOG.log(System.Logger.Level.WARNING, "no snapshot was kept; the next start folds more", e);
            }
        }
    }
}
