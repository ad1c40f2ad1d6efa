package dev.interlock.server.http.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Deadlines bound how long a virtual thread may block in reading from or writing to a socket: when the time is over it
 * is interrupted, which closes the socket. A watcher looks every second or, where limits are shorter, more often;
 * nothing runs while no thread is bounded. Thread-safe.
 */
public final class Deadlines {

    /** The action reads or writes. */
    public interface Action<T> {
        T run() throws IOException;
    }

    private static final Executor SWEEPER =
            task -> Thread.ofVirtual().name("deadlines").start(task);

    private final long periodMillis;
    private final ConcurrentHashMap<Thread, Long> dueNanos = new ConcurrentHashMap<>();
    private final AtomicBoolean sweeping = new AtomicBoolean();

    /** @param shortest the shortest limit there will be, which says how often to look */
    Deadlines(Duration shortest) {
        this.periodMillis = Math.clamp(shortest.toMillis() / 4, 10, 1_000);
    }

    /**
     * Runs the action of the current thread, which must be a virtual one, within the limit. Not to be nested.
     *
     * @throws IOException of the action, which is what happens when the time is over
     */
    <T> T within(Duration limit, Action<T> action) throws IOException {
        begin(limit);
        try {
            return action.run();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } finally {
            end();
        }
    }

    /** Bounds the current thread from now on, until it calls {@link #end}. */
    void begin(Duration limit) {
        dueNanos.put(Thread.currentThread(), System.nanoTime() + limit.toNanos());
        if (sweeping.compareAndSet(false, true)) {
            next();
        }
    }

    /** The current thread has done what it was bounded in. */
    void end() {
        // Gone means interrupted: a socket that was not closed by it is not to be closed later.
        if (dueNanos.remove(Thread.currentThread()) == null && Thread.interrupted()) {
            System.getLogger(Deadlines.class.getName())
                    .log(System.Logger.Level.DEBUG, "a caller took too long to send or read");
        }
    }

    private void next() {
        CompletableFuture.delayedExecutor(periodMillis, TimeUnit.MILLISECONDS, SWEEPER)
                .execute(this::sweep);
    }

    private void sweep() {
        long now = System.nanoTime();
        for (Thread thread : dueNanos.keySet()) {
            // INVARIANT: under the lock of the entry, so that nobody is interrupted who has called `end` by then.
            dueNanos.computeIfPresent(thread, (late, due) -> {
                if (now - due < 0) {
                    return due;
                }
                late.interrupt();
                return null;
            });
        }
        if (!dueNanos.isEmpty()) {
            next();
            return;
        }
        sweeping.set(false);
        if (!dueNanos.isEmpty() && sweeping.compareAndSet(false, true)) {
            next();
        }
    }
}
