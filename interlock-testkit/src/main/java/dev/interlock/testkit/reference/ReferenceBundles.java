package dev.interlock.testkit.reference;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.command.Decision;
import dev.interlock.engine.event.ActivatedProposal;
import dev.interlock.engine.event.Barred;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.model.Actor;
import dev.interlock.testkit.reference.history.History;
import java.util.List;
import java.util.Optional;

/** The proposal and the activation of a bundle, which take two people. */
final class ReferenceBundles {

    private static final long DAY_MILLIS = 24 * 60 * 60 * 1000L;

    private ReferenceBundles() {}

    static Decision propose(History history, Command.ProposeBundle command) {
        Optional<RefusalCode> mayNot = command.by().agent()
                ? ReferenceAgents.barred(history, command.by()).map(Barred::refusal)
                : ReferenceAgents.mayNotDecide(history, command.by());
        if (mayNot.isPresent()) {
            return Refusals.refuse(mayNot.get());
        }
        long number = history.nextSeq();
        Actor by = Actors.alone(command.by());
        return new Decision(
                List.of(new Event.BundleProposed(number, command.name(), command.digest(), by)),
                new Answer.Done(number));
    }

    static Decision activate(History history, Command.ActivateBundle command, long now) {
        Optional<RefusalCode> mayNot = ReferenceAgents.mayNotDecide(history, command.by());
        if (mayNot.isPresent()) {
            return Refusals.refuse(mayNot.get());
        }
        if (history.proposed.isEmpty()
                || !(history.proposed.get().event() instanceof Event.BundleProposed proposed)
                || !proposed.digest().equals(command.digest())) {
            return Refusals.refuse(RefusalCode.PROPOSAL_UNKNOWN);
        }
        if (now
                > history.clock.earliest(
                                history.proposed.get().seq(),
                                history.proposed.get().timeMillis())
                        + DAY_MILLIS) {
            return Refusals.refuse(RefusalCode.PROPOSAL_EXPIRED);
        }
        if (!command.singleAdministrator() && !Actors.mayJudge(history, Actors.alone(command.by()), proposed.by())) {
            return Refusals.refuse(RefusalCode.NOT_INDEPENDENT);
        }
        return new Decision(
                List.of(new Event.BundleActivated(
                        proposed.name(),
                        proposed.digest(),
                        command.by().name(),
                        Optional.of(new ActivatedProposal(
                                proposed.proposal(), proposed.by().name(), command.singleAdministrator())),
                        Optional.empty())),
                new Answer.Done(proposed.proposal()));
    }
}
