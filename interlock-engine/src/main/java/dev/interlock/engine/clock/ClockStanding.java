package dev.interlock.engine.clock;

import dev.interlock.engine.event.ClockDoubt;
import dev.interlock.engine.event.ClockEvent;
import dev.interlock.engine.model.ClockReading;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The standing of the clock by the record. Immutable, so that threads beside the writer's can ask it, too.
 *
 * @param reference the latest recorded reading that was believed
 * @param doubt the event from which on the wall clock is not believed, until somebody confirms it
 */
public record ClockStanding(Optional<ClockReading> reference, Optional<ClockEvent.Doubted> doubt) {

    /** The standing before the first event. */
    public static final ClockStanding NONE = new ClockStanding(Optional.empty(), Optional.empty());

    /** The most that the wall clock may move against boot time, or be behind the record, in milliseconds: five minutes. */
    public static final long TOLERATED_MILLIS = 300_000;
    /** The longest time without an event that the wall clock is believed where no boot time tells it, in milliseconds: 30 days. */
    public static final long BELIEVED_MILLIS = 30L * 86_400_000;

    /** The least drift of the clocks within a day that is recorded, in milliseconds: a minute. */
    private static final long DRIFT_MILLIS = 60_000;

    private static final long DAY_MILLIS = 86_400_000;

    /** The time that is taken to have passed at most where nobody can tell, in milliseconds: 100 years. */
    public static final long UNKNOWN_MILLIS = 36_525L * 86_400_000;

    /** Returns whether what waits for a confirmation stands still. */
    public boolean inDoubt() {
        return doubt.isPresent();
    }

    /** The time by the boot clock alone, which never runs fast; empty where it tells nothing since the reference. */
    public OptionalLong byBoot(ClockReading reading) {
        if (reference.isEmpty()) {
            return OptionalLong.empty();
        }
        OptionalLong passed = reading.bootSince(reference.get());
        return passed.isPresent()
                ? OptionalLong.of(reference.get().wallMillis() + passed.getAsLong())
                : OptionalLong.empty();
    }

    /**
     * The reason not to believe a reading; empty where it agrees with what is recorded.
     *
     * @param latest the time of the latest event
     * @param agreed the wall clock when this process last found it to agree
     */
    public Optional<ClockDoubt> disagreement(ClockReading reading, long latest, OptionalLong agreed) {
        OptionalLong byBoot = byBoot(reading);
        long wall = reading.wallMillis();
        if (byBoot.isPresent() && Math.abs(wall - byBoot.getAsLong()) > TOLERATED_MILLIS) {
            return Optional.of(ClockDoubt.JUMPED);
        }
        if (wall < latest - TOLERATED_MILLIS) {
            return Optional.of(ClockDoubt.BEHIND);
        }
        long since = Math.max(latest, agreed.orElse(latest));
        return byBoot.isEmpty() && wall > since + BELIEVED_MILLIS ? Optional.of(ClockDoubt.AHEAD) : Optional.empty();
    }

    /**
     * Returns whether a reading that agrees is to be the reference: nothing is known by boot time, or the clocks drifted apart since, as where
     * a machine is set right by small steps.
     */
    public boolean isStale(ClockReading reading) {
        if (reading.boot().isEmpty()) {
            return false;
        }
        OptionalLong byBoot = byBoot(reading);
        return byBoot.isEmpty()
                || (reading.bootSince(reference.orElseThrow()).orElseThrow() >= DAY_MILLIS
                        && Math.abs(reading.wallMillis() - byBoot.getAsLong()) > DRIFT_MILLIS);
    }

    /** The time of an event that is recorded with this reading: by the wall clock as long as that is believed. It never goes back. */
    public long now(ClockReading reading, long latest, OptionalLong agreed) {
        boolean believed = !inDoubt() && disagreement(reading, latest, agreed).isEmpty();
        return Math.max(
                latest, believed ? reading.wallMillis() : byBoot(reading).orElse(latest));
    }
}
