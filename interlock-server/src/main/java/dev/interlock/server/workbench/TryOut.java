package dev.interlock.server.workbench;

import dev.interlock.server.http.server.Refusal;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads on which what people send is tried out: two, so that at most two are at work at a time, and a deadline for each. What goes
 * on after its deadline keeps its thread until it ends, and nobody else is let in for it. They are threads of their own since the ones
 * that answer requests give way to others only where they wait, and a bundle that is checked never waits. Thread-safe.
 */
final class TryOut implements AutoCloseable {

    private static final int TOGETHER = 2;
    private static final int IDLE_SECONDS = 5;

    private final long deadlineMillis;
    private final ThreadPoolExecutor threads;

    /** @param deadlineMillis the longest time that anything may take, in milliseconds */
    TryOut(long deadlineMillis) {
        this.deadlineMillis = deadlineMillis;
        var number = new AtomicInteger();
        this.threads = new ThreadPoolExecutor(
                0,
                TOGETHER,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                work -> Thread.ofPlatform()
                        .daemon()
                        .name("interlock-try-" + number.incrementAndGet() % 1_000)
                        .unstarted(work));
    }

    /**
     * Returns what the work returns.
     *
     * @throws Refusal if it refuses, takes too long or is nested too deep, or if too many are at work
     */
    <T> T of(Callable<T> work) throws Refusal {
        Future<T> begun;
        try {
            begun = threads.submit(work);
        } catch (RejectedExecutionException e) {
            throw new Refusal(
                            503,
                            "unavailable",
                            "two people are trying something out at the moment, which is the maximum: send it "
                                    + "again later")
                    .with("Retry-After", "2");
        }
        try {
            return begun.get(deadlineMillis, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            begun.cancel(true);
            throw tooLong();
        } catch (CancellationException e) {
            throw tooLong();
        } catch (InterruptedException e) {
            begun.cancel(true);
            Thread.currentThread().interrupt();
            throw new Refusal(503, "unavailable", "the server is shutting down: nothing was tried out");
        } catch (ExecutionException e) {
            throw failed(e.getCause() == null ? e : e.getCause());
        }
    }

    private Refusal tooLong() {
        return new Refusal(
                422,
                "out-of-time",
                "this took longer than " + deadlineMillis / 1_000 + " seconds and was cancelled: leave out some "
                        + "scenarios, or use `interlock test`");
    }

    private static Refusal failed(Throwable cause) {
        return switch (cause) {
            case Refusal refusal -> refusal;
            case StackOverflowError deep ->
                new Refusal(422, "out-of-time", "this is nested too deeply to be tried out: flatten it");
            case RuntimeException wrong -> throw wrong;
            default -> throw new IllegalStateException("trying out a bundle failed", cause);
        };
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
