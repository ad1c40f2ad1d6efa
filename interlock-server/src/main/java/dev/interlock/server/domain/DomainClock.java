package dev.interlock.server.domain;

import dev.interlock.engine.clock.ClockStanding;
import dev.interlock.engine.command.ClockCommand;
import dev.interlock.engine.model.ClockReading;
import dev.interlock.engine.state.State;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The time in a domain: that of the machine's clocks, held against what is recorded. The writer alone says what is recorded; any thread may
 * ask what time it is.
 */
public final class DomainClock {

    private final Clocks clocks;
    private volatile Known known = new Known(false, 0, ClockStanding.NONE);
    /** The wall clock when it was last found to agree; empty where boot time tells more. */
    private volatile OptionalLong agreed = OptionalLong.empty();

    /** @param any whether anything is recorded */
    private record Known(boolean any, long latestMillis, ClockStanding standing) {

        boolean disagrees(ClockReading reading, OptionalLong agreed) {
            return any
                    && !standing.inDoubt()
                    && standing.disagreement(reading, latestMillis, agreed).isPresent();
        }

        boolean isNews(ClockReading reading, OptionalLong agreed) {
            return disagrees(reading, agreed) || (any && !standing.inDoubt() && standing.isStale(reading));
        }
    }

    DomainClock(Clocks clocks) {
        this.clocks = clocks;
    }

    // --- for any thread

    /** The clocks as they are. */
    public ClockReading read() {
        return clocks.read();
    }

    /** The time in the domain, in milliseconds since 1970: never before what is recorded, and by boot time while the clock is in doubt. */
    public long now() {
        Known by = known;
        ClockReading reading = clocks.read();
        return by.any() ? by.standing().now(reading, by.latestMillis(), agreed) : reading.wallMillis();
    }

    /** The time for which the wall clock is behind the record, in milliseconds; 0 where it is not. */
    public long behindMillis() {
        Known by = known;
        return by.any() ? Math.max(0, by.latestMillis() - clocks.read().wallMillis()) : 0;
    }

    /** Returns whether the wall clock is believed, as it has to be for anything to be decided. */
    public boolean believed() {
        Known by = known;
        return !by.standing().inDoubt() && !by.disagrees(clocks.read(), agreed);
    }

    // --- the writer's

    /** The record ends where this state does. */
    void follow(State state) {
        known = new Known(state.nextSeq() > 0, state.timeMillis(), state.clock().standing());
    }

    /** The reading that is held against the record at a start. */
    ClockCommand.Read atStart() {
        return new ClockCommand.Read(clocks.read(), OptionalLong.empty());
    }

    /**
     * The reading that is to be recorded: by which the clock comes to be in doubt, or which is the next reference. A thread that is stopped
     * between the clocks sees one of them late, so that these are read twice.
     */
    Optional<ClockCommand.Read> news() {
        Known by = known;
        ClockReading reading = clocks.read();
        if (!by.isNews(reading, agreed)) {
            if (!by.standing().inDoubt() && reading.boot().isEmpty()) {
                agreed = OptionalLong.of(reading.wallMillis());
            }
            return Optional.empty();
        }
        ClockReading again = clocks.read();
        return by.isNews(again, agreed) ? Optional.of(new ClockCommand.Read(again, agreed)) : Optional.empty();
    }
}
