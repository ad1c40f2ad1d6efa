package dev.interlock.server.door.mcp.request;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The keep-alive makes streams send signs of life, as nothing else finds out whether anybody reads them. The clock runs
 * from the first stream on: a server without streams, or one that could not be started, has none to end. Thread-safe.
 */
public final class KeepAlive implements AutoCloseable {

    /** A stream that is kept alive. {@link #beat} must not block. */
    interface Member {
        void beat(long nowNanos);
    }

    /** The longest that a caller waits before it hears that its request is being worked on. */
    private static final Duration FIRST = Duration.ofSeconds(1);

    private final long first;
    private final long silence;
    private final Set<Member> members = ConcurrentHashMap.newKeySet();
    private final ScheduledThreadPoolExecutor clock;
    private final AtomicBoolean running = new AtomicBoolean();

    /** @param silence how long a stream says nothing */
    public KeepAlive(Duration silence) {
        this.silence = silence.toNanos();
        this.first = Math.min(this.silence, FIRST.toNanos());
        this.clock = new ScheduledThreadPoolExecutor(
                1,
                Thread.ofPlatform().daemon().name("mcp-pulse").factory(),
                new ThreadPoolExecutor.DiscardPolicy()); // a stream that begins while the server ends
    }

    private void beat() {
        long now = System.nanoTime();
        for (Member member : members) {
            try {
                member.beat(now);
            } catch (RuntimeException e) {
                System.getLogger(KeepAlive.class.getName()).log(System.Logger.Level.ERROR, "a stream failed", e);
            }
        }
    }

    void add(Member member) {
        members.add(member);
        if (running.compareAndSet(false, true)) {
            long tick = first / 2;
            var _ = clock.scheduleAtFixedRate(this::beat, tick, tick, TimeUnit.NANOSECONDS);
        }
    }

    void remove(Member member) {
        members.remove(member);
    }

    /** Nanoseconds after which a stream that has said nothing begins. */
    long first() {
        return first;
    }

    /** Nanoseconds for which a stream that has begun says nothing. */
    long silence() {
        return silence;
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
