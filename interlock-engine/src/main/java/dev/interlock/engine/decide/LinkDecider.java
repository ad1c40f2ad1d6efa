package dev.interlock.engine.decide;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.command.Decision;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.Link;
import dev.interlock.engine.state.Actors;
import dev.interlock.engine.state.State;
import java.util.List;
import java.util.Optional;

/**
 * Late links: one person proposes, an independent one confirms. The confirmation rewrites no decision; it records what the
 * link completes, and closes the holds and ends the lanes that relied on the difference.
 */
final class LinkDecider {

    /**
     * The longest time that a statement about an agent may wait for its confirmation. The statement is about all that is recorded until
     * then, and its author knew nothing of what the agent did a month later.
     */
    private static final long STATEMENT_VALID_MILLIS = 86_400_000;

    private LinkDecider() {}

    static Decision propose(State state, Command.ProposeLink command, long now) {
        var proposal = new Proposal(state);
        if (!command.by().person()) {
            return proposal.refuse(RefusalCode.NOT_ALLOWED, "only a person proposes a link");
        }
        Optional<Answer.Refused> misfit = AgentDecider.gone(state, command.by())
                .or(() -> LinkCheck.misfit(state, command.what(), command.agent()))
                .or(() -> LinkCheck.part(state, command.what(), command.agent(), Actors.outside(command.by())));
        if (misfit.isPresent()) {
            return proposal.answer(misfit.get());
        }
        long number = proposal.next();
        proposal.add(new Event.LinkProposed(number, command.what(), Actors.outside(command.by()), command.reason()));
        return proposal.answer(new Answer.Done(number));
    }

    static Decision answer(State state, Command.AnswerLink command, long now) {
        var proposal = new Proposal(state);
        String name = "`l-" + command.link() + "`";
        Event.LinkProposed proposed = state.linkTable().proposal(command.link());
        if (proposed == null) {
            return proposal.refuse(
                    RefusalCode.LINK_UNKNOWN,
                    "there is no proposed link " + name + ", or it has been answered already");
        }
        if (!command.by().person()) {
            return proposal.refuse(RefusalCode.NOT_ALLOWED, "only a person can answer a proposed link");
        }
        Optional<Answer.Refused> gone = AgentDecider.gone(state, command.by());
        if (gone.isPresent()) {
            return proposal.answer(gone.get());
        }
        Actor person = Actors.outside(command.by());
        if (!command.confirm()) {
            proposal.add(
                    new Event.LinkAnswered(command.link(), false, person, command.comment(), List.of(), List.of()));
            return proposal.answer(new Answer.Done(command.link()));
        }
        if (proposed.what() instanceof Link.Unknown
                && now - state.linkTable().proposedMillis(proposed) > STATEMENT_VALID_MILLIS) {
            return proposal.refuse(
                    RefusalCode.PROPOSAL_EXPIRED,
                    name + " is older than 24 hours, and refers to what was recorded then; propose it again");
        }
        Optional<Answer.Refused> misfit = Eligibility.dependent(
                        state, person, proposed.by(), "the link " + name, "; someone independent must confirm it")
                .or(() -> LinkCheck.misfit(state, proposed.what(), command.agent()))
                .or(() -> LinkCheck.part(state, proposed.what(), command.agent(), proposed.by()))
                .or(() -> LinkCheck.part(state, proposed.what(), command.agent(), person));
        if (misfit.isPresent()) {
            return proposal.answer(misfit.get());
        }
        List<Finding> latent = state.latent(proposed.what(), now);
        proposal.add(new Event.LinkAnswered(
                command.link(),
                true,
                person,
                command.comment(),
                latent,
                LinkHolds.relying(state, proposed.what(), now)));
        LeaseEnds.ofLink(state, proposed, latent, proposal);
        LaneEnds.ofLink(state, proposed.what(), proposal, now);
        return proposal.answer(new Answer.Done(command.link()));
    }
}
