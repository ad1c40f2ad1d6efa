package dev.interlock.server.door;

import dev.interlock.server.setting.Traffic;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The token bucket is kept in one number (the generic cell rate algorithm of ATM Forum TM 4.0): the time at which it
 * would be full again. Thread-safe, without a lock.
 */
final class TokenBucket {
    private static final long SECOND = 1_000_000_000;

    private final long startNanos;
    private final long interval;
    private final long tolerance;
    private final AtomicLong full = new AtomicLong();

    TokenBucket(int rate, int burst, long startNanos) {
        this.startNanos = startNanos;
        this.interval = rate == Traffic.ANY_RATE ? 0 : SECOND / rate;
        this.tolerance = interval * (burst - 1);
    }

    /** Takes what is owed, also where there is less: whoever comes next waits for it. */
    void owe(int tokens, long nowNanos) {
        long now = nowNanos - startNanos;
        full.updateAndGet(last -> Math.max(last, now) + tokens * interval);
    }

    /** Takes a token; if there is none, says in how many nanoseconds there will be one. */
    long take(long nowNanos) {
        if (interval == 0) {
            return 0;
        }
        long now = nowNanos - startNanos;
        while (true) {
            long last = full.get();
            long wait = last - now - tolerance;
            if (wait > 0) {
                return wait;
            }
            if (full.compareAndSet(last, Math.max(last, now) + interval)) {
                return 0;
            }
        }
    }
}
