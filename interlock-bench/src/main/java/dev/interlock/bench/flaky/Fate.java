package dev.interlock.bench.flaky;

import java.util.Optional;
import java.util.SplittableRandom;

/**
 * The fate of one payment follows from its reference alone, so that each run has the same: a fifth is answered with 429 or 502, and of
 * these a third has no effect, a third has had it before the answer, and a third has it later. So neither answer proves anything.
 *
 * @param error the status line of an answer that is an error; empty if the payment is answered as it should be
 * @param laterMillis how long after the answer the effect comes, if it comes later; less than the catalogue's {@code final}
 */
record Fate(Optional<String> error, Effect effect, long laterMillis) {

    enum Effect {
        NONE,
        AT_ONCE,
        LATER
    }

    /** References that begin so are paid without fail. */
    static final String RELIABLE = "W-";

    static final long LATEST_MILLIS = 6_000;
    private static final int ONE_IN = 5;

    static Fate of(String reference) {
        // The hashes of texts that are alike are close to each other; the generator's first mixing spreads them.
        var random = new SplittableRandom(new SplittableRandom(reference.hashCode()).nextLong());
        if (reference.startsWith(RELIABLE) || random.nextInt(ONE_IN) > 0) {
            return new Fate(Optional.empty(), Effect.AT_ONCE, 0);
        }
        String error = random.nextBoolean() ? "429 Too Many Requests" : "502 Bad Gateway";
        Effect effect = Effect.values()[random.nextInt(Effect.values().length)];
        return new Fate(Optional.of(error), effect, random.nextLong(LATEST_MILLIS));
    }
}
