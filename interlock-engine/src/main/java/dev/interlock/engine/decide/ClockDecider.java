package dev.interlock.engine.decide;

import dev.interlock.engine.clock.ClockStanding;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Authority;
import dev.interlock.engine.command.ClockCommand;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.command.Decision;
import dev.interlock.engine.event.ClockDoubt;
import dev.interlock.engine.event.ClockEvent;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.model.ClockReading;
import dev.interlock.engine.state.Actors;
import dev.interlock.engine.state.State;
import java.util.Optional;
import java.util.OptionalLong;

/** The clock of the writer: whether it fits what is recorded, and its confirmation by a person. */
final class ClockDecider {

    private ClockDecider() {}

    /** The refusal of a command that gives authority while the clock is in doubt; empty for others. */
    static Optional<Decision> refusal(State state, Command command) {
        return state.clock().inDoubt() && Authority.isGivenBy(command)
                ? Optional.of(refused(new Proposal(state)))
                : Optional.empty();
    }

    static Decision refused(Proposal proposal) {
        return proposal.refuse(
                RefusalCode.CLOCK_IN_DOUBT,
                "the server's clock is in doubt; nothing is decided until a person confirms it (`interlock clock show`"
                        + " says why)");
    }

    static Decision decide(State state, ClockCommand command) {
        return switch (command) {
            case ClockCommand.Read read -> read(state, read);
            case ClockCommand.Confirm confirm -> confirm(state, confirm);
        };
    }

    private static Decision read(State state, ClockCommand.Read command) {
        var proposal = new Proposal(state);
        ClockStanding standing = state.clock().standing();
        if (state.nextSeq() > 0 && !standing.inDoubt()) {
            ClockReading reading = command.reading();
            Optional<ClockDoubt> doubt = standing.disagreement(reading, state.timeMillis(), command.agreedMillis());
            if (doubt.isPresent()) {
                proposal.add(new ClockEvent.Doubted(doubt.get(), reading));
            } else if (standing.isStale(reading)) {
                proposal.add(new ClockEvent.Agreed(reading));
            }
        }
        return proposal.answer(new Answer.Done(0));
    }

    private static Decision confirm(State state, ClockCommand.Confirm command) {
        var proposal = new Proposal(state);
        if (!command.by().person()) {
            return proposal.refuse(RefusalCode.NOT_ALLOWED, "only a person can confirm the clock");
        }
        Optional<Answer.Refused> gone = AgentDecider.gone(state, command.by());
        if (gone.isPresent()) {
            return proposal.answer(gone.get());
        }
        ClockStanding standing = state.clock().standing();
        if (!standing.inDoubt()) {
            return proposal.refuse(RefusalCode.CLOCK_NOT_IN_DOUBT, "the server's clock is not in doubt");
        }
        ClockReading reading = command.reading();
        if (Math.abs(command.statedMillis() - reading.wallMillis()) > ClockStanding.TOLERATED_MILLIS) {
            return proposal.refuse(
                    RefusalCode.CLOCK_DIFFERS,
                    "the server's clock differs from the time you stated; correct the clock first");
        }
        OptionalLong byBoot = standing.byBoot(reading);
        long least = Math.max(byBoot.orElse(state.timeMillis()) - state.timeMillis(), 0);
        long byWall = reading.wallMillis() - state.timeMillis();
        // Behind what is recorded the wall clock was wrong before, and without boot time nothing tells for how long.
        long most = byWall < 0 && byBoot.isEmpty() ? ClockStanding.UNKNOWN_MILLIS : Math.max(least, byWall);
        proposal.add(new ClockEvent.Confirmed(Actors.outside(command.by()), reading, least, most));
        return proposal.answer(new Answer.Done(proposal.next() - 1));
    }
}
