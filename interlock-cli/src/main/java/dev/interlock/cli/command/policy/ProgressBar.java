package dev.interlock.cli.command.policy;

import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** A bar on the terminal, on standard error, so that what is printed can be redirected. Elsewhere it shows nothing. */
final class ProgressBar {

    /** Calls between two looks at the bar. */
    private static final int STEP = 10_000;
    /** The time between two looks at the bar while nothing is decided. */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private static final int WIDTH = 20;

    private final PrintWriter err;
    private final boolean watched;
    private final LongSupplier nanos;
    private long next = STEP;
    private long due;

    /**
     * @param watched whether it is a terminal
     * @param nanos a clock that counts from any time on
     */
    ProgressBar(PrintWriter err, boolean watched, LongSupplier nanos) {
        this.err = err;
        this.watched = watched;
        this.nanos = nanos;
        this.due = nanos.getAsLong() + PAUSE_NANOS;
    }

    /** Shows how much is read, from 0 to 1. */
    void reading(double done) {
        long now = nanos.getAsLong();
        if (watched && now - due >= 0) {
            due = now + PAUSE_NANOS;
            show(done, "reading");
        }
    }

    /** Shows how much is done, from 0 to 1, and the number of calls that were decided. */
    void decided(double done, long calls) {
        if (watched && calls >= next) {
            next = calls + STEP;
            show(done, Long.toString(calls));
        }
    }

    private void show(double done, String what) {
        int full = (int) Math.clamp(Math.round(WIDTH * done), 0L, WIDTH);
        err.print("\r\u001b[K[" + "#".repeat(full) + ".".repeat(WIDTH - full) + "] " + 100 / WIDTH * full + " %  "
                + what);
        err.flush();
    }
}
