package dev.interlock.engine.decide;

import dev.interlock.engine.command.AgentCommand;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Decision;
import dev.interlock.engine.event.AgentEvent;
import dev.interlock.engine.event.Barred;
import dev.interlock.engine.event.EndReason;
import dev.interlock.engine.event.LeaseEnd;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.event.SuspendCause;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.Scopes;
import dev.interlock.engine.state.Actors;
import dev.interlock.engine.state.AgentTable;
import dev.interlock.engine.state.Lease;
import dev.interlock.engine.state.State;
import dev.interlock.engine.state.Task;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The decisions on who may act at all. Anybody who is a person may suspend; to resume takes two who are independent of
 * each other.
 */
final class AgentDecider {

    private AgentDecider() {}

    static Decision decide(State state, AgentCommand command) {
        var proposal = new Proposal(state);
        return switch (command) {
            case AgentCommand.Suspend suspend -> suspend(state, suspend, proposal);
            case AgentCommand.OwnerGone gone -> ownerGone(state, gone, proposal);
            case AgentCommand.ProposeResume propose -> propose(state, propose, proposal);
            case AgentCommand.AnswerResume answer -> answer(state, answer, proposal);
            case AgentCommand.Refused refused -> refused(refused, proposal);
            case AgentCommand.Review review -> review(state, review, proposal);
            case AgentCommand.RegisterPasskey register -> register(state, register, proposal);
            case AgentCommand.RemovePasskey remove -> remove(remove, proposal);
        };
    }

    private static Decision register(State state, AgentCommand.RegisterPasskey command, Proposal proposal) {
        Caller by = command.by();
        if (!by.person()) {
            return proposal.refuse(RefusalCode.NOT_ALLOWED, "only people can have passkeys");
        }
        Optional<Answer.Refused> gone = gone(state, by);
        if (gone.isPresent()) {
            return proposal.answer(gone.get());
        }
        long number = proposal.next();
        proposal.add(new AgentEvent.PasskeyRegistered(
                number,
                by.name(),
                command.name(),
                command.credential(),
                command.key(),
                command.uses(),
                command.presence()));
        return proposal.answer(new Answer.Done(number));
    }

    private static Decision remove(AgentCommand.RemovePasskey command, Proposal proposal) {
        if (!command.by().person()) {
            return proposal.refuse(RefusalCode.NOT_ALLOWED, "only people can have passkeys");
        }
        proposal.add(new AgentEvent.PasskeyRemoved(
                command.passkey(), command.person(), command.by().name()));
        return proposal.answer(new Answer.Done(command.passkey()));
    }

    /**
     * The refusal of these callers if one of them, or somebody whom they work for, is suspended or gone; empty if none
     * is.
     */
    static Optional<Answer.Refused> barred(State state, Caller opener, Caller agent, @Nullable Task above) {
        AgentTable agents = state.agents();
        Optional<Barred> barred = agents.barred(opener, state.links())
                .or(() -> agents.barred(agent, state.links()))
                .or(() -> above == null ? Optional.empty() : agents.barred(above, state.links()));
        return barred.map(why -> new Answer.Refused(
                why.refusal(),
                why == Barred.OWNER_GONE
                        ? "the owner of `" + agent.name() + "`, or of a party that it acts for, has left"
                        : "`" + agent.name() + "`, or a party that it acts for, is suspended"));
    }

    /**
     * The refusal of a person who is gone and decides nothing; empty for others. A person who is gone may still stop
     * things, as anybody may.
     */
    static Optional<Answer.Refused> gone(State state, Caller person) {
        return state.agents().isGone(person, state.links()) ? gone(person.name()) : Optional.empty();
    }

    /** The refusal of what a person proposed who is gone by now; empty for others. */
    static Optional<Answer.Refused> gone(State state, Actor person) {
        return state.agents().isGone(person, state.links()) ? gone(person.name()) : Optional.empty();
    }

    private static Optional<Answer.Refused> gone(String person) {
        return Optional.of(
                new Answer.Refused(RefusalCode.OWNER_GONE, "`" + person + "`, or a party that they act for, has left"));
    }

    private static Decision refused(AgentCommand.Refused command, Proposal proposal) {
        if (!isName(command.reason()) || !isName(command.where()) || command.times() < 1) {
            return proposal.refuse(
                    RefusalCode.ARGUMENT_INVALID, "a refusal must have a reason, a place and a count of at least one");
        }
        proposal.add(new AgentEvent.PresentationRefused(
                command.reason(),
                command.where(),
                command.lease(),
                command.agent().orElse(""),
                command.times()));
        return proposal.answer(new Answer.Done(0));
    }

    private static Decision suspend(State state, AgentCommand.Suspend command, Proposal proposal) {
        if (!command.by().person()) {
            return proposal.refuse(RefusalCode.NOT_ALLOWED, "only a person can suspend an agent");
        }
        if (!isName(command.agent())) {
            return proposal.refuse(
                    RefusalCode.ARGUMENT_INVALID, "an agent must have a name without control characters");
        }
        AgentTable.Bar bar = state.agents().suspended().get(command.agent());
        if (bar != null && bar.owner().isEmpty()) {
            return proposal.refuse(RefusalCode.AGENT_SUSPENDED, "`" + command.agent() + "` is already suspended");
        }
        suspend(state, command.agent(), SuspendCause.BY_HAND, command.by().name(), command.reason(), proposal);
        return proposal.answer(new Answer.Done(0));
    }

    private static void suspend(
            State state, String agent, SuspendCause cause, String by, String reason, Proposal proposal) {
        proposal.add(new AgentEvent.Suspended(agent, cause, by, reason));
        LeaseEnds.end(state, lease -> isFor(state, lease, Set.of(agent)), LeaseEnd.SUSPENDED, by, "", proposal);
    }

    /** Returns whether one of these agents holds the lease, or acts in a task above it. */
    private static boolean isFor(State state, Lease lease, Set<String> agents) {
        for (Task task = state.task(lease.issued().task()); task != null; task = task.parent()) {
            if (agents.contains(task.agent())) {
                return true;
            }
        }
        return agents.contains(lease.agent());
    }

    private static Decision ownerGone(State state, AgentCommand.OwnerGone command, Proposal proposal) {
        if (!command.by().person()) {
            return proposal.refuse(RefusalCode.NOT_ALLOWED, "only a person can report that an owner has left");
        }
        if (!isName(command.owner())) {
            return proposal.refuse(
                    RefusalCode.ARGUMENT_INVALID, "an owner must have a name without control characters");
        }
        if (state.agents().isGone(AttributeValue.known(command.owner()), state.links())) {
            return proposal.refuse(
                    RefusalCode.OWNER_GONE, "`" + command.owner() + "` is already recorded as having left");
        }
        List<String> agents = List.copyOf(new TreeSet<>(command.agents()));
        String by = command.by().name();
        proposal.add(new AgentEvent.OwnerGone(command.owner(), agents, by, command.reason()));
        LeaseEnds.end(
                state,
                lease -> isFor(state, lease, Set.copyOf(agents)) || isOwned(state, lease, command.owner()),
                LeaseEnd.OWNER_GONE,
                by,
                "",
                proposal);
        return proposal.answer(new Answer.Done(0));
    }

    private static boolean isOwned(State state, Lease lease, String owner) {
        for (Task task = state.task(lease.issued().task()); task != null; task = task.parent()) {
            if (task.owner().texts().stream().anyMatch(one -> state.links().same(Attributes.OWNER, owner, one))) {
                return true;
            }
        }
        return false;
    }

    private static Decision propose(State state, AgentCommand.ProposeResume command, Proposal proposal) {
        Optional<Answer.Refused> refused = mayNot(state, command.by());
        if (refused.isPresent()) {
            return proposal.answer(refused.get());
        }
        if (!isBarred(state, command.what())) {
            return notSuspended(command.what(), proposal);
        }
        long number = proposal.next();
        proposal.add(
                new AgentEvent.ResumeProposed(number, command.what(), Actors.outside(command.by()), command.reason()));
        return proposal.answer(new Answer.Done(number));
    }

    private static Decision answer(State state, AgentCommand.AnswerResume command, Proposal proposal) {
        AgentEvent.ResumeProposed proposed = state.agents().proposal(command.resume());
        if (proposed == null) {
            return proposal.refuse(
                    RefusalCode.RESUME_UNKNOWN,
                    "there is no open proposal `" + command.resume()
                            + "` to resume a party; it may have been answered already");
        }
        Optional<Answer.Refused> refused = mayNot(state, command.by());
        if (refused.isPresent()) {
            return proposal.answer(refused.get());
        }
        Actor person = Actors.outside(command.by());
        if (command.confirm()) {
            Optional<Answer.Refused> unfit = Eligibility.dependent(
                            state, person, proposed.by(), "it", "; someone independent must confirm it")
                    .or(() -> mayNotReturn(state, proposed.what(), command.registered()));
            if (unfit.isPresent()) {
                return proposal.answer(unfit.get());
            }
        }
        proposal.add(new AgentEvent.ResumeAnswered(command.resume(), command.confirm(), person, command.comment()));
        return proposal.answer(new Answer.Done(command.resume()));
    }

    private static Optional<Answer.Refused> mayNotReturn(State state, Key what, Optional<Caller> registered) {
        if (!isBarred(state, what)) {
            return Proposal.refusal(
                    RefusalCode.NOT_SUSPENDED, "`" + what.value() + "` is no longer suspended; reject the proposal");
        }
        if (what.kind().equals(Scopes.OWNER)) {
            return Optional.empty();
        }
        if (registered.isEmpty() || !(Actors.ownOwner(registered.get()) instanceof AttributeValue.Known)) {
            return Proposal.refusal(
                    RefusalCode.OWNER_MISSING,
                    "`" + what.value()
                            + "` is not registered or has no owner; register it with an owner in the configuration"
                            + " first");
        }
        if (state.agents().isGone(Actors.ownOwner(registered.get()), state.links())) {
            return Proposal.refusal(
                    RefusalCode.OWNER_GONE,
                    "the owner of `" + what.value()
                            + "` has left; name another in the configuration, or resume the owner");
        }
        return Optional.empty();
    }

    private static Optional<Answer.Refused> mayNot(State state, Caller by) {
        if (!by.person()) {
            return Proposal.refusal(RefusalCode.NOT_ALLOWED, "only people can resume agents and owners");
        }
        return state.agents()
                .barred(by, state.links())
                .map(barred -> new Answer.Refused(barred.refusal(), "`" + by.name() + "` is suspended or has left"));
    }

    private static boolean isBarred(State state, Key what) {
        return switch (what.kind()) {
            case Scopes.AGENT -> state.agents().suspended().containsKey(what.value());
            case Scopes.OWNER -> state.agents().gone().containsKey(what.value());
            default -> false; // kinds of keys are texts
        };
    }

    private static Decision notSuspended(Key what, Proposal proposal) {
        return proposal.refuse(
                RefusalCode.NOT_SUSPENDED,
                what.kind().equals(Scopes.OWNER)
                        ? "no owner `" + what.value() + "` is recorded as having left"
                        : "no agent `" + what.value() + "` is suspended");
    }

    private static Decision review(State state, AgentCommand.Review command, Proposal proposal) {
        var registered = new TreeMap<String, Caller>();
        command.registered().forEach(caller -> registered.put(caller.name(), caller));
        var active = new TreeSet<String>();
        state.tasks().active().forEach(task -> active.add(task.agent()));
        var seen = new TreeSet<>(active);
        seen.addAll(state.agents().owners().keySet());
        var barred = new TreeSet<>(state.agents().suspended().keySet());
        for (String agent : seen) {
            Caller now = registered.get(agent);
            if (barred.contains(agent)) {
                continue;
            }
            if (now == null && active.contains(agent)) {
                suspend(state, agent, SuspendCause.NOT_REGISTERED, Proposal.INTERLOCK, "", proposal);
                barred.add(agent);
            } else if (now != null
                    && state.agents().owners().containsKey(agent)
                    && !(Actors.ownOwner(now) instanceof AttributeValue.Known)) {
                suspend(state, agent, SuspendCause.OWNER_LOST, Proposal.INTERLOCK, "", proposal);
                barred.add(agent);
            }
        }
        for (Task task : state.tasks().active()) {
            Caller now = registered.get(task.agent());
            // A task of who is suspended goes on when its agent does, if it is registered as before by then.
            if (task.implicit() && now != null && !barred.contains(now.name()) && !task.isAsRegistered(now)) {
                proposal.end(task, EndReason.REGISTRATION_CHANGED, Proposal.INTERLOCK);
            }
        }
        return proposal.answer(new Answer.Done(0));
    }

    private static boolean isName(String name) {
        return !name.isEmpty() && name.chars().noneMatch(Character::isISOControl);
    }
}
