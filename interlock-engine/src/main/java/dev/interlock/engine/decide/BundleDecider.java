package dev.interlock.engine.decide;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.command.Decision;
import dev.interlock.engine.event.ActivatedProposal;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.state.Actors;
import dev.interlock.engine.state.State;
import java.util.Optional;

/**
 * The proposal and the activation of a bundle, which take two people. Decided under the bundle that is in force until
 * then.
 */
final class BundleDecider {

    /** The time for which a proposal can be activated: 24 hours, in milliseconds. */
    private static final long PROPOSAL_VALID_MILLIS = 86_400_000;

    private BundleDecider() {}

    static Decision propose(State state, Command.ProposeBundle command) {
        var proposal = new Proposal(state);
        Caller by = command.by();
        if (!by.person() && !by.agent()) {
            return proposal.refuse(RefusalCode.NOT_ALLOWED, "only a person or an agent can propose a bundle");
        }
        // The door knows which agents may, such as the one of a build system. None activates what it proposed.
        Optional<Answer.Refused> gone =
                by.person() ? AgentDecider.gone(state, by) : AgentDecider.barred(state, by, by, null);
        if (gone.isPresent()) {
            return proposal.answer(gone.get());
        }
        long number = proposal.next();
        proposal.add(new Event.BundleProposed(number, command.name(), command.digest(), Actors.outside(by)));
        return proposal.answer(new Answer.Done(number));
    }

    static Decision activate(State state, Command.ActivateBundle command, long now) {
        var proposal = new Proposal(state);
        if (!command.by().person()) {
            return proposal.refuse(RefusalCode.NOT_ALLOWED, "only a person activates a bundle");
        }
        Optional<Answer.Refused> gone = AgentDecider.gone(state, command.by());
        if (gone.isPresent()) {
            return proposal.answer(gone.get());
        }
        State.ProposedBundle proposed = state.proposed().orElse(null);
        if (proposed == null || !proposed.event().digest().equals(command.digest())) {
            return proposal.refuse(
                    RefusalCode.PROPOSAL_UNKNOWN,
                    "`" + command.digest() + "` is not the bundle that was proposed last"
                            + (proposed == null
                                    ? "; propose it first"
                                    : ", which is `" + proposed.event().digest() + "`"));
        }
        if (now - proposed.timeMillis() > PROPOSAL_VALID_MILLIS) {
            return proposal.refuse(
                    RefusalCode.PROPOSAL_EXPIRED, "the proposal is older than 24 hours; propose the bundle again");
        }
        Actor proposer = proposed.event().by();
        Actor person = Actors.outside(command.by());
        Optional<Answer.Refused> dependent = command.singleAdministrator()
                ? Optional.empty()
                : Eligibility.dependent(
                        state,
                        person,
                        proposer,
                        "the bundle",
                        "; let someone independent activate it, or set `single-administrator: true` for a small"
                                + " installation");
        if (dependent.isPresent()) {
            return proposal.answer(dependent.get());
        }
        var event = proposed.event();
        proposal.add(new Event.BundleActivated(
                event.name(),
                event.digest(),
                person.name(),
                Optional.of(new ActivatedProposal(event.proposal(), proposer.name(), command.singleAdministrator())),
                Optional.empty()));
        return proposal.answer(new Answer.Done(event.proposal()));
    }
}
