package dev.interlock.cli.terminal;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The wish of the user, or of the system, that a command that lasts comes to its end: Ctrl-C or SIGTERM. The process ends when the command
 * says that it is done, with its code: the JVM would say 130 or 143 even when everything is in order.
 */
public final class StopSignal {

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CompletableFuture<Integer> ended = new CompletableFuture<>();

    private StopSignal() {}

    /** Begins to hear the wish. From now on {@link #ended} has to be called, whatever happens. */
    public static StopSignal hear() {
        var signal = new StopSignal();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            signal.asked.countDown();
            // The command's own thread may be the one that waits for this hook, inside System.exit.
            Runtime.getRuntime().halt(signal.ended.join());
        }));
        return signal;
    }

    /** Waits for it. */
    public void await() throws InterruptedException {
        asked.await();
    }

    /**
     * Waits for it, but not longer than so long.
     *
     * @return whether somebody asked
     */
    public boolean await(Duration time) throws InterruptedException {
        return asked.await(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Returns whether somebody asked. */
    public boolean isAsked() {
        return asked.getCount() == 0;
    }

    /** Lets the process end with this code. What was printed has to be flushed before. */
    public void ended(int code) {
        ended.complete(code);
    }
}
