package dev.interlock.server.domain;

import dev.interlock.engine.event.AgentEvent;
import dev.interlock.engine.event.ClockEvent;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.LaneEvent;
import dev.interlock.engine.event.LeaseEvent;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.state.Lease;
import dev.interlock.engine.state.State;
import dev.interlock.ledger.log.Receipt;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;

/**
 * The effects of a commit. Once a batch is durable its leases may be used, answers are given, and listeners hear of what ended and of what
 * was recorded; until then all this is kept here. Used by the writer alone, but for listeners, which any thread may add, and for
 * {@link #leases()}, which any thread may ask.
 *
 * <p>INVARIANT: nobody who waits here is answered, and no listener told, before what it is about is durable. What ends is refused
 * earlier, as soon as that is decided.
 */
final class PostCommit {

    private static final System.Logger LOG = System.getLogger(PostCommit.class.getName());

    private final Replica replica;
    private final Leases leases = new Leases();
    private final List<Consumer<DeadLease>> leaseEnds = new CopyOnWriteArrayList<>();
    private final List<Consumer<List<Recorded>>> listeners = new CopyOnWriteArrayList<>();
    private volatile LongConsumer taskEnds = task -> {};

    /** The callers that wait for the batch to be durable, or to fail. */
    private final List<Waiting<?>> waiting = new ArrayList<>();
    /** The events of the batch. */
    private final List<Recorded> recorded = new ArrayList<>();

    private long recordedBytes;
    /** Tasks that end with the batch. */
    private final List<Long> ending = new ArrayList<>();
    /** Leases that were issued or renewed with the batch. */
    private final List<Long> changed = new ArrayList<>();
    /** Leases that end with the batch. */
    private final List<DeadLease> dying = new ArrayList<>();

    /** An answer that waits for its events to be durable: those from {@code first} to before {@code end} of the batch. */
    private record Waiting<T>(CompletableFuture<T> future, int first, int end, Function<List<Receipt>, T> answer) {

        void complete(List<Receipt> receipts) {
            future.complete(answer.apply(receipts.subList(first, end)));
        }
    }

    /** @param replica sent what is durable, before anybody is answered for it */
    PostCommit(Replica replica) {
        this.replica = replica;
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

    Leases leases() {
        return leases;
    }

    // --- the batch, as it grows

    /** Answers when the entries from {@code first} to before {@code end} of the batch are durable, with their receipts. */
    <T> void answer(CompletableFuture<T> future, int first, int end, Function<List<Receipt>, T> answer) {
        waiting.add(new Waiting<>(future, first, end, answer));
    }

    /** Returns whether somebody waits for the batch to be durable. */
    boolean isAwaited() {
        return !waiting.isEmpty();
    }

    /** Folds an event, and remembers whom to tell of it. What ends from now on is refused from now on. */
    void fold(State current, Recorded next) {
        Lease ended = next.event() instanceof LeaseEvent.Revoked revoked
                ? current.leases().get(revoked.lease())
                : null;
        if (takesAway(next.event())) {
            replica.told(next.seq() + 1); // before anything is refused for it
        }
        current.apply(next);
        leases.holdWhere(current);
        switch (next.event()) {
            case Event.TaskEnded end -> ending.add(end.task());
            case Event.TaskAmended amended -> leases.narrow(current);
            case ClockEvent.Confirmed confirmed -> leases.narrow(current);
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

    /** Returns whether somebody may do less after an event: no reader who comes later sees what was before. */
    private static boolean takesAway(Event event) {
        return switch (event) {
            case Event.TaskEnded ended -> true;
            case Event.TaskAmended amended -> true;
            case LeaseEvent.Renewed renewed -> true;
            case LeaseEvent.Revoked revoked -> true;
            case LaneEvent.Ended ended -> true;
            case AgentEvent.Suspended suspended -> true;
            case AgentEvent.OwnerGone gone -> true;
            case ClockEvent.Doubted doubted -> true;
            case ClockEvent.Confirmed confirmed -> true;
            default -> false;
        };
    }

    /**
     * Takes events that are folded and in the batch.
     *
     * @param bytes of their entries
     */
    void proposed(List<Recorded> events, long bytes) {
        recorded.addAll(events);
        recordedBytes += bytes;
    }

    // --- the batch, when it is durable or has failed

    /** The batch is durable: gives the answers, and tells the listeners. */
    void committed(State current, List<Receipt> receipts) {
        var durable = List.copyOf(recorded);
        recorded.clear();
        replica.publish(durable, recordedBytes, current.nextSeq());
        recordedBytes = 0;
        publish(current);
        var answers = List.copyOf(waiting);
        waiting.clear();
        answers.forEach(w -> w.complete(receipts));
        var ended = List.copyOf(ending);
        ending.clear();
        ended.forEach(this::tellEnd);
        var dead = List.copyOf(dying);
        dying.clear();
        dead.forEach(this::tellDead);
        tellRecorded(durable);
    }

    /** The batch cannot be recorded: nobody hears of it but those who wait for it, and nothing may be used. */
    void failed(String why) {
        forget();
        leases.none();
        var failed = List.copyOf(waiting);
        waiting.clear();
        failed.forEach(w -> w.future().completeExceptionally(new UnavailableException(why)));
    }

    /** Forgets whom to tell of a batch that there is not any more. */
    void forget() {
        recorded.clear();
        recordedBytes = 0;
        ending.clear();
        changed.clear();
        dying.clear();
    }

    /** Lets the leases of the batch be used: it is durable. */
    private void publish(State current) {
        for (long number : changed) {
            Lease lease = current.leases().get(number);
            if (lease != null) {
                leases.durable(lease);
            }
        }
        changed.clear();
        leases.releaseWhere(current);
    }

    /** Tells the listener of a task that ended; the listener has no say in what is decided. */
    private void tellEnd(long task) {
        try {
            taskEnds.accept(task);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "the listeners could not be notified of the end of a task", e);
        }
    }

    private void tellDead(DeadLease lease) {
        for (Consumer<DeadLease> listener : leaseEnds) {
            try {
                listener.accept(lease);
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.ERROR, "the listeners could not be notified of the end of a lease", e);
            }
        }
    }

    private void tellRecorded(List<Recorded> told) {
        if (told.isEmpty()) {
            return;
        }
        for (Consumer<List<Recorded>> listener : listeners) {
            try {
                listener.accept(told);
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.ERROR, "the listeners could not be notified of a recorded event", e);
            }
        }
    }
}
