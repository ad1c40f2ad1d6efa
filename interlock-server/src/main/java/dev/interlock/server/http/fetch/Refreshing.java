package dev.interlock.server.http.fetch;

import dev.interlock.server.jose.JwtResult;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A document that another server publishes: fetched when it is first needed, then again in the background when it is
 * due, and at once when the known one is not enough. A server that does not answer, or whose answer is refused, changes
 * nothing; but a document that was not confirmed for too long counts no more. Thread-safe.
 */
public final class Refreshing<T> implements AutoCloseable {

    /** The source of the document. */
    public interface Source<T> {

        /**
         * Asks for the document.
         *
         * @param last what was published before, if anything was; the same object again says that nothing has changed
         */
        JwtResult<T> ask(@Nullable T last) throws InterruptedException;

        /** Returns how long after this answer the document is due again. */
        Duration period(T answer);

        /**
         * Hears that asking came to nothing.
         *
         * @param counts whether what was known before counts still
         * @param again whether the attempt before came to nothing, too
         */
        void refused(String why, boolean counts, boolean again);
    }

    /**
     * The bounds of waiting for the other server, and of asking it.
     *
     * @param turn how long a request waits for what another one is asking
     * @param pause the shortest time between two requests to the server, however often somebody asks for more
     * @param kept how long an answer that nobody confirms is believed
     */
    public record Bounds(Duration turn, Duration pause, Duration kept) {}

    private final Source<T> source;
    private final Bounds patience;
    private final T nothing;
    private final ReentrantLock asking = new ReentrantLock();
    private final AtomicBoolean inBackground = new AtomicBoolean();
    private volatile State<T> state;
    private volatile boolean closed;

    /**
     * The state of the document. A clock that was set back far confirms nothing, and keeps nobody from asking.
     *
     * @param value the document that was published last
     * @param confirmed the time of the last answer that was accepted
     * @param asked the time of the last request, whatever came of it
     * @param failing whether the last request failed
     */
    private record State<T>(@Nullable T value, Instant confirmed, Instant asked, boolean failing) {

        static boolean within(Instant since, Duration time, Instant now) {
            return !since.equals(Instant.MIN)
                    && Duration.between(since, now).abs().compareTo(time) < 0;
        }
    }

    /** @param nothing what counts while nothing is known */
    public Refreshing(Source<T> source, Bounds patience, T nothing) {
        this.source = source;
        this.patience = patience;
        this.nothing = nothing;
        this.state = new State<>(null, Instant.MIN, Instant.MIN, false);
    }

    /** Begins with a known document; the one that is published now is fetched all the same. */
    public Refreshing<T> knowing(T first, Instant now) {
        state = new State<>(first, now, Instant.MIN, false);
        return this;
    }

    /**
     * Returns the document that counts now. Waits for the other server only while there is none; returns the same
     * object as long as nothing changes.
     */
    public T current(Instant now) {
        State<T> seen = state;
        if (!fresh(seen, now) && !justAsked(seen, now)) {
            if (!counts(seen, now)) {
                return asked(now);
            }
            if (inBackground.compareAndSet(false, true)) {
                Thread.ofVirtual().name("refresh").start(() -> {
                    try {
                        asked(now);
                    } finally {
                        inBackground.set(false);
                    }
                });
            }
        }
        return at(seen, now);
    }

    /** Returns the document after fetching it again, unless that was just done: the known one was not enough. */
    public T renewed(Instant now) {
        State<T> seen = state;
        return justAsked(seen, now) ? at(seen, now) : asked(now);
    }

    /** Returns the document that counts now, without asking anybody. */
    public T known(Instant now) {
        return at(state, now);
    }

    /** Returns whether a document counts now, without asking anybody. */
    public boolean counts(Instant now) {
        return counts(state, now);
    }

    /** Returns the document that was published last, however long ago. */
    public Optional<T> latest() {
        return Optional.ofNullable(state.value);
    }

    /** Asks for the document: one thread does, others wait for what it hears. */
    private T asked(Instant now) {
        try {
            if (asking.tryLock(patience.turn.toMillis(), TimeUnit.MILLISECONDS)) {
                try {
                    State<T> before = state;
                    if (!closed && !justAsked(before, now)) {
                        state = next(before, now);
                    }
                } finally {
                    asking.unlock();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return at(state, now);
    }

    private State<T> next(State<T> before, Instant now) throws InterruptedException {
        return switch (source.ask(before.value)) {
            case JwtResult.Ok<T>(T value) -> new State<>(value, now, now, false);
            case JwtResult.Refused<T> refused -> {
                source.refused(refused.message(), counts(before, now), before.failing);
                yield new State<>(before.value, before.confirmed, now, true);
            }
        };
    }

    private boolean fresh(State<T> known, Instant now) {
        T value = known.value;
        return value != null
                && !known.asked.equals(Instant.MIN)
                && State.within(known.confirmed, source.period(value), now);
    }

    private boolean justAsked(State<T> known, Instant now) {
        return State.within(known.asked, patience.pause, now);
    }

    private boolean counts(State<T> known, Instant now) {
        return known.value != null && State.within(known.confirmed, patience.kept, now);
    }

    private T at(State<T> known, Instant now) {
        T value = known.value;
        return value != null && counts(known, now) ? value : nothing;
    }

    @Override
    public void close() {
        closed = true;
    }
}
