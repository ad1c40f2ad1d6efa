package dev.interlock.engine.command;

import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.ClockReading;
import java.util.OptionalLong;

/** Commands about the clock of the writer. */
public sealed interface ClockCommand extends Command {

    ClockReading reading();

    /**
     * Hold the clock against what is recorded.
     *
     * @param agreedMillis the wall clock when this process last found it to agree, in milliseconds since 1970; empty at a start
     */
    record Read(ClockReading reading, OptionalLong agreedMillis) implements ClockCommand {}

    /**
     * Believe the wall clock again, because a person says that it is right.
     *
     * @param statedMillis what time it is, as the person says, in milliseconds since 1970
     */
    record Confirm(Caller by, long statedMillis, ClockReading reading) implements ClockCommand {}
}
