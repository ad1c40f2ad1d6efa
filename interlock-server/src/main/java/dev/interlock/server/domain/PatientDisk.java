package dev.interlock.server.domain;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A disk that may not answer, as that of another machine whose network is gone: it is waited for only so long. Nobody can end what was begun,
 * so it goes on by itself, and nothing else is begun before it is over. For one thread at a time.
 */
final class PatientDisk {

    /** Something that is done on the disk. */
    interface Work<T> {
        T run() throws IOException;
    }

    private final String what;
    private final Duration patience;
    private @Nullable FutureTask<?> begun;

    /** @param what lies on the disk, for messages */
    PatientDisk(String what, Duration patience) {
        this.what = what;
        this.patience = patience;
    }

    /**
     * Does something, and waits for it.
     *
     * @throws IOException if it failed, or is not over yet
     */
    <T> T within(Work<T> work) throws IOException {
        if (begun != null && !begun.isDone()) {
            throw silent();
        }
        var task = new FutureTask<T>(work::run);
        begun = task;
        Thread.ofPlatform().daemon().name("interlock-anchor-disk").start(task);
        try {
            return task.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw silent();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for " + what, e);
        } catch (ExecutionException e) {
            throw failed(e.getCause());
        }
    }

    private static IOException failed(@Nullable Throwable cause) {
        return switch (cause) {
            case Error error -> throw error;
            case RuntimeException wrong -> throw wrong;
            case null -> new IOException();
            default -> new IOException(cause.getMessage(), cause);
        };
    }

    private IOException silent() {
        return new IOException(what + " does not respond; check its mount and the machine that it is on");
    }
}
