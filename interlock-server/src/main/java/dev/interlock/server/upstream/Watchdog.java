package dev.interlock.server.upstream;

import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The watchdog ends exchanges whose deadline is over while their own threads wait for a server. It is woken for the earliest deadline
 * alone: a call that is answered in time costs no timer. Thread-safe.
 */
final class Watchdog {

    static final Watchdog ONE = new Watchdog();

    private static final long NEVER = Long.MAX_VALUE;
    private static final long START = System.nanoTime();
    private static final Executor THREADS =
            task -> Thread.ofVirtual().name("watchdog").start(task);

    private final Set<CallDeadline> watched = ConcurrentHashMap.newKeySet();
    /** The time of the next round, in nanoseconds since the start. */
    private final AtomicLong next = new AtomicLong(NEVER);

    private Watchdog() {}

    /** Watches a deadline until it is forgotten. */
    void watch(CallDeadline deadline) {
        watched.add(deadline);
        look(deadline);
    }

    void forget(CallDeadline deadline) {
        watched.remove(deadline);
    }

    /** Looks at a deadline, and again when it may be over. */
    void look(CallDeadline deadline) {
        OptionalLong left = deadline.look();
        if (left.isPresent()) {
            roundAt(now() + left.getAsLong());
        }
    }

    private void roundAt(long at) {
        long planned = next.get();
        while (at < planned) {
            if (next.compareAndSet(planned, at)) {
                CompletableFuture.delayedExecutor(Math.max(0, at - now()), TimeUnit.NANOSECONDS, THREADS)
                        .execute(this::round);
                return;
            }
            planned = next.get();
        }
    }

    private void round() {
        // INVARIANT: before anybody is looked at, so that whoever comes meanwhile plans a round.
        next.set(NEVER);
        watched.forEach(this::look);
    }

    private static long now() {
        return System.nanoTime() - START;
    }
}
