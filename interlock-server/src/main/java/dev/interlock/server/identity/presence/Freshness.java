package dev.interlock.server.identity.presence;

import dev.interlock.engine.event.Presence;
import java.time.Duration;
import java.util.Optional;

/**
 * The proof of a caller to be there, and how old it may be for a critical approval.
 *
 * @param presence the proof; empty where they showed none
 * @param within its age at most; empty where none is asked for
 */
public record Freshness(Optional<Presence> presence, Optional<Duration> within) {

    /** The freshness of whoever is asked for nothing. */
    public static final Freshness UNASKED = new Freshness(Optional.empty(), Optional.empty());

    /** The difference that the clocks of an issuer and this server may have. */
    private static final Duration SKEW = Duration.ofSeconds(60);

    /** Returns whether the proof suffices at this time. One from the future does not: one of the clocks is wrong. */
    public boolean suffices(long nowMillis) {
        if (within.isEmpty()) {
            return true;
        }
        if (presence.isEmpty()) {
            return false;
        }
        long age = nowMillis - presence.get().atMillis();
        return age >= -SKEW.toMillis() && age <= within.get().toMillis();
    }

    /** Returns the age at most in words, such as {@code 15 minutes}. */
    public static String words(Duration within) {
        long seconds = within.toSeconds();
        return seconds % 3_600 == 0
                ? counted(seconds / 3_600, "hour")
                : seconds % 60 == 0 ? counted(seconds / 60, "minute") : counted(seconds, "second");
    }

    private static String counted(long number, String unit) {
        return number + " " + unit + (number == 1 ? "" : "s");
    }
}
