package dev.interlock.testkit.reference.history;

import dev.interlock.engine.event.ClockEvent;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.model.ClockReading;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The record of the clock, by which it is told how long ago anything happened. */
public final class PastClock {

    private static final long FIVE_MINUTES = 5 * 60_000;
    private static final long THIRTY_DAYS = 30L * 24 * 60 * 60_000;

    /** A confirmation, with the time of the record that passed since the event before it. */
    private record Confirmed(long seq, long passed, long atLeast, long atMost) {}

    private final List<Confirmed> confirmed = new ArrayList<>();
    /** The latest recorded reading that was believed. */
    private Optional<ClockReading> reference = Optional.empty();

    private boolean inDoubt;
    private long lastTime;

    /** Takes what was recorded next. */
    void read(Recorded recorded) {
        switch (recorded.event()) {
            case Event.BundleActivated activated ->
                reference = activated.clock().or(() -> reference);
            case ClockEvent.Agreed agreed -> reference = Optional.of(agreed.reading());
            case ClockEvent.Doubted doubted -> inDoubt = true;
            case ClockEvent.Confirmed sure -> {
                inDoubt = false;
                reference = Optional.of(sure.reading());
                confirmed.add(new Confirmed(
                        recorded.seq(), recorded.timeMillis() - lastTime, sure.atLeastMillis(), sure.atMostMillis()));
            }
            default -> {} // nothing else says anything of the clock
        }
        lastTime = recorded.timeMillis();
    }

    public boolean inDoubt() {
        return inDoubt;
    }

    /** The latest that a time of the event can be, in the time of now: its age is the shortest. */
    public long latest(long seq, long time) {
        long latest = time;
        for (Confirmed each : confirmed) {
            latest += each.seq() > seq ? each.passed() - each.atLeast() : 0;
        }
        return latest;
    }

    /** The earliest that a time of the event can be, in the time of now: its age is the longest. */
    public long earliest(long seq, long time) {
        long earliest = time;
        for (Confirmed each : confirmed) {
            earliest += each.seq() > seq ? each.passed() - each.atMost() : 0;
        }
        return earliest;
    }

    /** The time by boot time alone. */
    public OptionalLong byBoot(ClockReading reading) {
        if (reference.isEmpty()
                || reading.boot().isEmpty()
                || reference.get().boot().isEmpty()) {
            return OptionalLong.empty();
        }
        ClockReading.Boot then = reference.get().boot().get();
        ClockReading.Boot now = reading.boot().get();
        return then.id().equals(now.id()) && now.millis() >= then.millis()
                ? OptionalLong.of(reference.get().wallMillis() + now.millis() - then.millis())
                : OptionalLong.empty();
    }

    /** Returns whether more than a minute came between the clocks, in a day or more since they were last on record. */
    public boolean hasDrifted(ClockReading reading) {
        OptionalLong byBoot = byBoot(reading);
        if (byBoot.isEmpty()) {
            return false;
        }
        long passed = byBoot.getAsLong() - reference.orElseThrow().wallMillis();
        return passed >= 24 * 60 * 60_000 && Math.abs(byBoot.getAsLong() - reading.wallMillis()) > 60_000;
    }

    public boolean hasJumped(ClockReading reading) {
        OptionalLong byBoot = byBoot(reading);
        return byBoot.isPresent() && Math.abs(reading.wallMillis() - byBoot.getAsLong()) > FIVE_MINUTES;
    }

    public boolean isBehind(ClockReading reading) {
        return reading.wallMillis() < lastTime - FIVE_MINUTES;
    }

    public boolean isAhead(ClockReading reading, OptionalLong agreed) {
        return byBoot(reading).isEmpty()
                && reading.wallMillis() > lastTime + THIRTY_DAYS
                && (agreed.isEmpty() || reading.wallMillis() > agreed.getAsLong() + THIRTY_DAYS);
    }

    public long lastTime() {
        return lastTime;
    }
}
