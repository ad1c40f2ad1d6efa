package dev.interlock.server.upstream.mcp;

import dev.interlock.server.upstream.Health;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The circuit breaker keeps requests away from a server that has failed several times in a row: for a while, which
 * doubles each time, nothing is sent to it; then one request is, and the success of that one decides for all.
 * Thread-safe.
 */
final class Breaker {
    /** The number of failures in a row that opens the breaker. */
    static final int MAX_FAILURES = 5;

    static final Duration FIRST_REST = Duration.ofSeconds(1);
    static final Duration LONGEST_REST = Duration.ofMinutes(1);

    private final LongSupplier nanos;

    // guarded by this
    private int failures;
    private boolean trying;
    private long restUntil;
    /** The last failure; empty once the server has succeeded. */
    private Optional<String> trouble = Optional.empty();

    /** @param nanos a monotonic clock */
    Breaker(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Returns the state of the server. */
    synchronized Health.State state() {
        if (failures < MAX_FAILURES) {
            return Health.State.UP;
        }
        return trying || nanos.getAsLong() - restUntil >= 0 ? Health.State.TRYING : Health.State.RESTING;
    }

    synchronized Health.Condition condition() {
        return new Health.Condition(state(), failures, trouble);
    }

    /** Lets a request pass, of which one of the following hears; or says why not. */
    synchronized Optional<String> refusal() {
        if (failures < MAX_FAILURES) {
            return Optional.empty();
        }
        long left = restUntil - nanos.getAsLong();
        if (left > 0) {
            return Optional.of(failed() + "; the next attempt is in "
                    + Duration.ofNanos(left).toMillis() + " ms");
        }
        if (trying) {
            return Optional.of(failed() + "; it is being tried");
        }
        trying = true;
        return Optional.empty();
    }

    private String failed() {
        return "the server failed " + failures + " times in a row (" + trouble.orElse("") + ")";
    }

    synchronized void succeeded() {
        failures = 0;
        trying = false;
        trouble = Optional.empty();
    }

    synchronized void failed(String why) {
        failures++;
        trying = false;
        trouble = Optional.of(why);
        if (failures >= MAX_FAILURES) {
            int doublings = Math.min(failures - MAX_FAILURES, 10);
            Duration rest = FIRST_REST.multipliedBy(1L << doublings);
            restUntil = nanos.getAsLong() + (rest.compareTo(LONGEST_REST) < 0 ? rest : LONGEST_REST).toNanos();
        }
    }

    /** Ends a request from which nothing was learnt about the server. */
    synchronized void abandoned() {
        trying = false;
    }
}
