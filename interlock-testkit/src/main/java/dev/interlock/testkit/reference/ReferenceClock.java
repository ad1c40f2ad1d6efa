package dev.interlock.testkit.reference;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.ClockCommand;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.command.Decision;
import dev.interlock.engine.event.ClockDoubt;
import dev.interlock.engine.event.ClockEvent;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.model.ClockReading;
import dev.interlock.testkit.reference.history.History;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The clock: when it comes to be in doubt, what is decided then, and its confirmation. */
final class ReferenceClock {

    private static final long FIVE_MINUTES = 5 * 60_000;
    private static final long HUNDRED_YEARS = 36_525L * 24 * 60 * 60_000;

    private ReferenceClock() {}

    static boolean refuses(History history, Command command) {
        return ReferenceAuthority.isGivenBy(command) && history.clock.inDoubt();
    }

    static Decision decide(History history, ClockCommand command) {
        return switch (command) {
            case ClockCommand.Read read -> new Decision(read(history, read), new Answer.Done(0));
            case ClockCommand.Confirm confirm -> confirm(history, confirm);
        };
    }

    private static List<Event> read(History history, ClockCommand.Read command) {
        ClockReading reading = command.reading();
        if (history.events.isEmpty() || history.clock.inDoubt()) {
            return List.of();
        }
        if (history.clock.hasJumped(reading)) {
            return List.of(new ClockEvent.Doubted(ClockDoubt.JUMPED, reading));
        }
        if (history.clock.isBehind(reading)) {
            return List.of(new ClockEvent.Doubted(ClockDoubt.BEHIND, reading));
        }
        if (history.clock.isAhead(reading, command.agreedMillis())) {
            return List.of(new ClockEvent.Doubted(ClockDoubt.AHEAD, reading));
        }
        boolean another =
                reading.boot().isPresent() && history.clock.byBoot(reading).isEmpty();
        return another || history.clock.hasDrifted(reading) ? List.of(new ClockEvent.Agreed(reading)) : List.of();
    }

    private static Decision confirm(History history, ClockCommand.Confirm command) {
        Optional<RefusalCode> mayNot = ReferenceAgents.mayNotDecide(history, command.by());
        if (mayNot.isPresent()) {
            return Refusals.refuse(mayNot.get());
        }
        if (!history.clock.inDoubt()) {
            return Refusals.refuse(RefusalCode.CLOCK_NOT_IN_DOUBT);
        }
        ClockReading reading = command.reading();
        long apart = command.statedMillis() - reading.wallMillis();
        if (apart > FIVE_MINUTES || apart < -FIVE_MINUTES) {
            return Refusals.refuse(RefusalCode.CLOCK_DIFFERS);
        }
        long last = history.clock.lastTime();
        OptionalLong byBoot = history.clock.byBoot(reading);
        long least = byBoot.isPresent() ? Math.max(0, byBoot.getAsLong() - last) : 0;
        long wall = reading.wallMillis() - last;
        long most = byBoot.isEmpty() && wall < 0 ? HUNDRED_YEARS : Math.max(least, wall);
        return new Decision(
                List.of(new ClockEvent.Confirmed(Actors.alone(command.by()), reading, least, most)),
                new Answer.Done(history.nextSeq()));
    }
}
