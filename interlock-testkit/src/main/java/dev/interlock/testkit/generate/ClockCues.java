package dev.interlock.testkit.generate;

import dev.interlock.engine.command.ClockCommand;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.ClockReading;
import java.util.Optional;
import java.util.OptionalLong;

/** Clocks that are set, machines that are started anew, and people who say what time it is, under a seed of their own. */
final class ClockCues {

    private static final long DAY = 86_400_000;
    private static final long HOUR = 3_600_000;

    private final Dice dice;
    private final World world;
    private final boolean doubtful;

    private int boot;
    private long bootedAt;
    /** The wall clock of the machine, less the time of the story. */
    private long off;
    /** The part of that by which the record goes. */
    private long believed;

    private boolean wasInDoubt;

    private ClockCues(World world, boolean doubtful) {
        this.world = world;
        this.dice = new Dice(world.seed() ^ 0xC10C4L);
        this.doubtful = doubtful;
    }

    /** Clocks that nobody sets. */
    static ClockCues believed(World world) {
        return new ClockCues(world, false);
    }

    /** Clocks that are set in every fifth world. */
    static ClockCues doubtful(World world) {
        return new ClockCues(world, Math.floorMod(world.seed(), 5L) == 0);
    }

    /** The time of the writer's clock at a time of the story: that of its machine, as long as it is believed. */
    long now(long time) {
        return time + believed;
    }

    /** The next command, if it is to be one about the clock. */
    Optional<Command> next(Plot plot, long time) {
        if (!doubtful) {
            return Optional.empty();
        }
        if (wasInDoubt && !plot.clockInDoubt) {
            believed = off;
        }
        wasInDoubt = plot.clockInDoubt;
        if (boot == 0) {
            return Optional.of(startedAnew(time, 0));
        }
        if (plot.clockInDoubt) {
            return dice.percent(35) ? Optional.of(confirm(time)) : Optional.empty();
        }
        return dice.percent(6) ? Optional.of(read(time)) : Optional.empty();
    }

    private Command read(long time) {
        int kind = dice.between(0, 99);
        if (kind < 3) {
            return slept(time);
        } else if (kind < 45) {
            off += dice.pick(HOUR, -HOUR, 400 * DAY, -400 * DAY, 300_001L, -300_001L, 299_000L);
            return new ClockCommand.Read(reading(time), OptionalLong.empty());
        } else if (kind < 65) {
            off += dice.between(-300, 300);
            believed = off;
            return new ClockCommand.Read(reading(time), OptionalLong.empty());
        } else if (kind < 90) {
            return startedAnew(time, dice.pick(0L, 0L, 31 * DAY, 29 * DAY, -299_000L, -HOUR));
        }
        // A machine without boot time.
        long ahead = dice.pick(0L, 31 * DAY, -HOUR);
        OptionalLong agreed =
                dice.percent(50) ? OptionalLong.empty() : OptionalLong.of(now(time) + dice.pick(0L, DAY * 2));
        return new ClockCommand.Read(ClockReading.ofWall(time + off + ahead), agreed);
    }

    /** The machine sleeps a day, and is set a little when it wakes. */
    private Command slept(long time) {
        bootedAt -= DAY;
        off += DAY + dice.between(-150_000, 150_000);
        believed = off;
        return new ClockCommand.Read(reading(time), OptionalLong.empty());
    }

    private Command startedAnew(long time, long set) {
        boot++;
        bootedAt = time;
        off += set;
        return new ClockCommand.Read(reading(time), OptionalLong.empty());
    }

    private ClockReading reading(long time) {
        return ClockReading.of(time + off, "boot-" + boot, time - bootedAt);
    }

    /** Mostly the clock is set right by then, so that a little time is in doubt; else it is left as it is. */
    private Command confirm(long time) {
        if (dice.percent(70)) {
            off = believed + dice.between(-2_000, 3_000);
        }
        if (dice.percent(15)) {
            boot++;
            bootedAt = time;
        }
        ClockReading reading = dice.percent(80) ? reading(time) : ClockReading.ofWall(time + off);
        Caller by = dice.percent(95) ? dice.oneOf(world.persons()) : dice.oneOf(world.agents());
        long stated = reading.wallMillis() + dice.pick(0L, 0L, 0L, 0L, 299_999L, -300_001L);
        return new ClockCommand.Confirm(by, stated, reading);
    }
}
