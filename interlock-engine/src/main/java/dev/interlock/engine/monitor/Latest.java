package dev.interlock.engine.monitor;

/**
 * The most recent of calls that were found on several keys: an open one with the greatest number, else the one that settled
 * last by time, of these the one with the greatest number.
 */
final class Latest {

    static final long NONE = -1;

    private long open = NONE;
    private long call = NONE;
    private long time;

    void open(long number) {
        open = Math.max(open, number);
    }

    void succeeded(long number, long at) {
        if (call == NONE || at > time || (at == time && number > call)) {
            call = number;
            time = at;
        }
    }

    /** The number of the most recent call, or {@link #NONE}. */
    long call() {
        return open != NONE ? open : call;
    }
}
