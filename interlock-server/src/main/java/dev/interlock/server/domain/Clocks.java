package dev.interlock.server.domain;

import dev.interlock.engine.model.ClockReading;
import java.time.Instant;
import java.time.InstantSource;

/** The clocks of the machine. As a plain source of instants it is the wall clock. */
public interface Clocks extends InstantSource {

    /** Reads all clocks at one moment. */
    ClockReading read();

    @Override
    default Instant instant() {
        return Instant.ofEpochMilli(millis());
    }

    @Override
    default long millis() {
        return read().wallMillis();
    }

    /** The clocks of this machine: the wall clock, and boot time where there is one. */
    static Clocks system() {
        return BootTime.ofThisMachine()
                .<Clocks>map(boot -> () -> ClockReading.of(System.currentTimeMillis(), boot.id(), boot.millis()))
                .orElseGet(() -> of(InstantSource.system()));
    }

    /** The clocks that a source of instants is, or a wall clock alone: how far that jumps is known only from what is recorded. */
    static Clocks of(InstantSource source) {
        return source instanceof Clocks clocks ? clocks : () -> ClockReading.ofWall(source.millis());
    }
}
