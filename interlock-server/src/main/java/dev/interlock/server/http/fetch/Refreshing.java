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
 * Something that another server publishes: asked for when it is first needed, then again in the background when it is due, and at once
 * when what is known is not enough. Whoever does not answer, or answers with what is refused, changes nothing; but what nobody has
 * confirmed for too long counts no more. Thread-safe.
 */
public final class Refreshing<T> implements AutoCloseable {

    /** Who is asked, and how. */
    public interface Source<T> {

        /**
         * Asks.
         *
         * @param last what was published before, if anything was; the same object again says that nothing has changed
         */
        JwtResult<T> ask(@Nullable T last) throws InterruptedException;

        /** How long after this answer to ask again. */
        Duration period(T answer);

        /**
         * Asking came to nothing.
         *
         * @param counts whether what was known before counts still
         * @param again whether the attempt before came to nothing, too
         */
        void refused(String why, boolean counts, boolean again);
    }

    /**
     * How patient both sides are with each other.
     *
     * @param turn how long a request waits for what another one is asking
     * @param pause however often somebody asks for more, the other server is asked once in this time
     * @param kept what nobody has confirmed for so long is not believed any more
     */
    public record Patience(Duration turn, Duration pause, Duration kept) {}

    private final Source<T> source;
    private final Patience patience;
    private final T nothing;
    private final ReentrantLock asking = new ReentrantLock();
    private final AtomicBoolean inBackground = new AtomicBoolean();
    private volatile State<T> state;
    private volatile boolean closed;

    /**
     * What is known. A clock that was set back far confirms nothing, and keeps nobody from asking.
     *
     * @param value as it was published last
     * @param confirmed when that was
     * @param asked when the server was asked last, whatever came of it
     * @param failing whether that came to nothing
     */
    private record State<T>(@Nullable T value, Instant confirmed, Instant asked, boolean failing) {

        static boolean within(Instant since, Duration time, Instant now) {
            return !since.equals(Instant.MIN)
                    && Duration.between(since, now).abs().compareTo(time) < 0;
        }
    }

    /** @param nothing what counts while nothing is known */
    public Refreshing(Source<T> source, Patience patience, T nothing) {
        this.source = source;
        this.patience = patience;
        this.nothing = nothing;
        this.state = new State<>(null, Instant.MIN, Instant.MIN, false);
    }

    /** With something that is known at the beginning; what is published now is asked for all the same. */
    public Refreshing<T> knowing(T first, Instant now) {
        state = new State<>(first, now, Instant.MIN, false);
        return this;
    }

    /** What counts now. Waits for the other server only where nothing does; else the same object as long as nothing changes. */
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

    /** What counts after asking again, unless that was just done: what was known was not enough. */
    public T renewed(Instant now) {
        State<T> seen = state;
        return justAsked(seen, now) ? at(seen, now) : asked(now);
    }

    /** What counts now, without asking anybody. */
    public T known(Instant now) {
        return at(state, now);
    }

    /** Whether anything counts now, without asking anybody. */
    public boolean counts(Instant now) {
        return counts(state, now);
    }

    /** What was published last, however long ago. */
    public Optional<T> latest() {
        return Optional.ofNullable(state.value);
    }

    /** One asks, others wait for what it hears. */
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
