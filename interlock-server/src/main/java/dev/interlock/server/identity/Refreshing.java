package dev.interlock.server.identity;

import dev.interlock.server.jose.JwtResult;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Something that another server publishes, asked for when it is first needed, then again in the background when it is due, and at once when
 * what is known is not enough. Whoever does not answer, or answers with what is refused, changes nothing; but what nobody has confirmed for
 * too long counts no more. Thread-safe.
 */
final class Refreshing<T> implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Refreshing.class.getName());

    /** However often somebody asks for more, the other server is asked once in this time. */
    static final Duration PAUSE = Duration.ofSeconds(30);

    /** What nobody has confirmed for so long is not believed any more. */
    static final Duration STALE = Duration.ofDays(1);

    /** How to ask. */
    interface Source<T> {
        /** @param last what was published before, if anything was */
        JwtResult<T> ask(@Nullable T last) throws InterruptedException;
    }

    private final String what;
    private final T nothing;
    private final Source<T> source;
    private final Function<? super T, Duration> period;
    private final ReentrantLock asking = new ReentrantLock();
    private volatile State<T> state;
    private volatile boolean closed;

    /**
     * @param value as it was published last
     * @param confirmed when that was
     * @param asked when the server was asked last, whatever came of it
     */
    private record State<T>(@Nullable T value, Instant confirmed, Instant asked) {}

    /**
     * @param what for what is logged
     * @param nothing what counts while nothing is known
     * @param period how long after an answer to ask again
     */
    Refreshing(
            String what,
            T nothing,
            @Nullable T first,
            Source<T> source,
            Function<? super T, Duration> period,
            Instant now) {
        this.what = what;
        this.nothing = nothing;
        this.source = source;
        this.period = period;
        this.state = new State<>(first, now, Instant.MIN);
    }

    /** What counts now; asks for it first if nothing is known. */
    T current(Instant now) {
        State<T> known = state;
        T value = known.value;
        if (value == null) {
            ask(now);
            value = state.value;
            return value == null ? nothing : value;
        }
        Instant due = known.asked.equals(Instant.MIN) ? known.confirmed : known.confirmed.plus(period.apply(value));
        if (!now.isBefore(due) && rested(known, now) && !asking.isLocked()) {
            Thread.ofVirtual().name("refresh").start(() -> ask(now));
        }
        return now.isBefore(known.confirmed.plus(STALE)) ? value : nothing;
    }

    /** The same after asking again, unless that was just done: what is known was not enough. */
    T again(Instant now) {
        ask(now);
        return current(now);
    }

    private static boolean rested(State<?> known, Instant now) {
        return known.asked.equals(Instant.MIN)
                || !now.isBefore(known.asked.plus(PAUSE))
                || now.isBefore(known.asked); // the clock was set back
    }

    /** One asks, others wait for what it hears. */
    private void ask(Instant now) {
        asking.lock();
        try {
            State<T> before = state;
            if (closed || !rested(before, now)) {
                return;
            }
            switch (source.ask(before.value)) {
                case JwtResult.Ok<T>(T value) -> state = new State<>(value, now, now);
                case JwtResult.Refused<T> refused -> {
                    LOG.log(System.Logger.Level.WARNING, what + " stays as it was: " + refused.message());
                    state = new State<>(before.value, before.confirmed, now);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            asking.unlock();
        }
    }

    /** What is known, without asking anybody. */
    Optional<T> known() {
        return Optional.ofNullable(state.value);
    }

    @Override
    public void close() {
        closed = true;
    }
}
