package dev.interlock.server.upstream;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The deadline of a request to a server: it is over when the answer is there, the time is up, a stream has been silent
 * for too long, or the caller gives up. Time in which the caller is asked something does not count. An exchange on the caller's own
 * thread is ended by a {@link Guard}; for what happens on other threads the caller waits with {@link #await}. Thread-safe; close it after
 * use.
 */
public final class CallDeadline implements AutoCloseable {

    /**
     * The wait was given up.
     *
     * @param byCaller whether the caller gave up; otherwise the time is up
     */
    public record GivenUp(boolean byCaller, String why) {}

    public static final String BY_CALLER = "the caller cancelled it";

    private final Duration limit;
    private final Duration silence;
    private final Cancellation cancellation;
    private final Cancellation.Registration registration;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // guarded by lock
    private long leftNanos;
    private long since = System.nanoTime();
    private int pauses;
    private boolean streaming;
    private long heardNanos;
    private @Nullable Guard guard;

    /**
     * The guard of an exchange that runs on the thread of its caller. Thread-safe; close it when the exchange has ended.
     */
    public final class Guard implements AutoCloseable {
        private final Runnable end;
        private @Nullable GivenUp why; // guarded by lock

        private Guard(Runnable end) {
            this.end = end;
        }

        /** Returns why the exchange was ended before it ended itself, if it was. */
        public Optional<GivenUp> over() {
            lock.lock();
            try {
                return Optional.ofNullable(why);
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            lock.lock();
            try {
                guard = null;
            } finally {
                lock.unlock();
            }
            Watchdog.ONE.forget(CallDeadline.this);
        }
    }

    /**
     * @param limit for everything that is waited for with it, together
     * @param silence longest pause between two events of a stream
     */
    public CallDeadline(Duration limit, Duration silence, Cancellation cancellation) {
        this.limit = limit;
        this.silence = silence;
        this.cancellation = cancellation;
        this.leftNanos = limit.toNanos();
        this.registration = cancellation.whenCancelled(this::wake);
    }

    /** Returns the deadline of a request that no caller waits for. */
    public static CallDeadline of(Duration limit) {
        return new CallDeadline(limit, limit, new Cancellation());
    }

    /**
     * Guards an exchange, one at a time: its end is run, on another thread, as soon as nobody waits any more.
     *
     * @param end makes the exchange end, and does not block
     */
    public Guard guard(Runnable end) {
        var guarding = new Guard(end);
        lock.lock();
        try {
            if (guard != null) {
                throw new IllegalStateException("an exchange is already guarded");
            }
            guard = guarding;
        } finally {
            lock.unlock();
        }
        Watchdog.ONE.watch(this);
        return guarding;
    }

    /** Ends the guarded exchange if nobody waits any more. Returns in how many nanoseconds to look again; empty for never. */
    OptionalLong look() {
        Runnable end;
        lock.lock();
        try {
            if (guard == null || guard.why != null) {
                return OptionalLong.empty();
            }
            Optional<GivenUp> over = over();
            if (over.isEmpty()) {
                return pauses > 0 ? OptionalLong.empty() : OptionalLong.of(next());
            }
            guard.why = over.get();
            end = guard.end;
        } finally {
            lock.unlock();
        }
        end.run();
        return OptionalLong.empty();
    }

    /** Waits until it is done; or says why nobody waits any more. */
    public Optional<GivenUp> await(CompletableFuture<?> done) {
        CompletableFuture<?> unused = done.whenComplete((value, failure) -> wake());
        lock.lock();
        try {
            while (!done.isDone()) {
                Optional<GivenUp> over = over();
                if (over.isPresent()) {
                    return over;
                }
                if (pauses > 0) {
                    changed.await();
                } else {
                    changed.awaitNanos(next());
                }
            }
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of(new GivenUp(false, "interrupted while waiting for the answer"));
        } finally {
            lock.unlock();
        }
    }

    /** Lets some time pass, which counts; or says why nobody waits any more. */
    public Optional<GivenUp> pass(Duration time) {
        var passed = new CompletableFuture<Boolean>().completeOnTimeout(true, time.toNanos(), TimeUnit.NANOSECONDS);
        try {
            return await(passed);
        } finally {
            passed.complete(true); // so that no timer stays behind
        }
    }

    /** Returns why the wait is over, if it is. */
    private Optional<GivenUp> over() {
        if (cancellation.reason().isPresent()) {
            return Optional.of(new GivenUp(true, BY_CALLER));
        }
        long now = System.nanoTime();
        if (pauses > 0) {
            return Optional.empty();
        }
        if (leftNanos - (now - since) <= 0) {
            return Optional.of(new GivenUp(false, "no answer within " + limit.toMillis() + " ms"));
        }
        if (streaming && now - heardNanos >= silence.toNanos()) {
            return Optional.of(new GivenUp(false, "the server's stream was silent for " + silence.toMillis() + " ms"));
        }
        return Optional.empty();
    }

    private long next() {
        long now = System.nanoTime();
        long left = leftNanos - (now - since);
        return streaming ? Math.min(left, silence.toNanos() - (now - heardNanos)) : left;
    }

    /** Notes that something arrived on a stream. */
    public void heard() {
        boolean first;
        lock.lock();
        try {
            heardNanos = System.nanoTime();
            first = !streaming;
            streaming = true;
        } finally {
            lock.unlock();
        }
        if (first) {
            wake(); // whoever waits has to look earlier from now on
        }
    }

    /** A stream has ended: what comes next may take its time. */
    public void unheard() {
        lock.lock();
        try {
            streaming = false;
        } finally {
            lock.unlock();
        }
    }

    /** The caller is asked something. */
    public void pause() {
        lock.lock();
        try {
            if (pauses++ == 0) {
                leftNanos -= System.nanoTime() - since;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The caller has answered. */
    public void resume() {
        boolean last;
        lock.lock();
        try {
            last = --pauses == 0;
            if (last) {
                since = System.nanoTime();
                heardNanos = since;
            }
        } finally {
            lock.unlock();
        }
        if (last) {
            wake();
        }
    }

    /** Has everybody who waits look again. */
    private void wake() {
        boolean guarded;
        lock.lock();
        try {
            changed.signalAll();
            guarded = guard != null;
        } finally {
            lock.unlock();
        }
        if (guarded) {
            Watchdog.ONE.look(this);
        }
    }

    @Override
    public void close() {
        registration.close();
    }
}
