package dev.interlock.engine.model;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * The clocks of a machine, read at one moment. The wall clock says what time it is, and can be set by anybody who administers the
 * machine; boot time only runs.
 *
 * @param wallMillis the wall clock, in milliseconds since 1970
 * @param boot the boot time; empty where the machine has none that counts the time for which it was suspended
 */
public record ClockReading(long wallMillis, Optional<Boot> boot) {

    /**
     * The time since the machine started.
     *
     * @param id tells this run of the machine from every other
     * @param millis time since the start, in milliseconds, the time for which it was suspended included
     */
    public record Boot(String id, long millis) {}

    /** A reading of a wall clock alone. */
    public static ClockReading ofWall(long millis) {
        return new ClockReading(millis, Optional.empty());
    }

    public static ClockReading of(long wallMillis, String boot, long bootMillis) {
        return new ClockReading(wallMillis, Optional.of(new Boot(boot, bootMillis)));
    }

    /** Returns whether both were read in one run of a machine. Boot time that went back is that of another run. */
    public boolean isOfSameBoot(ClockReading before) {
        return boot.isPresent()
                && before.boot.isPresent()
                && boot.get().id().equals(before.boot.get().id())
                && boot.get().millis() >= before.boot.get().millis();
    }

    /** The boot time that passed since another reading; empty where the machine was started in between, or has none. */
    public OptionalLong bootSince(ClockReading before) {
        return isOfSameBoot(before)
                ? OptionalLong.of(
                        boot.orElseThrow().millis() - before.boot.orElseThrow().millis())
                : OptionalLong.empty();
    }
}
