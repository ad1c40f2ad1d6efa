package dev.interlock.testkit.reference;

import dev.interlock.engine.command.AgentCommand;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Decision;
import dev.interlock.engine.event.AgentEvent;
import dev.interlock.engine.event.Barred;
import dev.interlock.engine.event.EndReason;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.LeaseEnd;
import dev.interlock.engine.event.LeaseEvent;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.event.SuspendCause;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import dev.interlock.testkit.reference.history.History;
import dev.interlock.testkit.reference.history.PastAgents;
import dev.interlock.testkit.reference.history.PastLease;
import dev.interlock.testkit.reference.history.PastLinks;
import dev.interlock.testkit.reference.history.PastTask;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The decisions on who may act at all. */
final class ReferenceAgents {

    private ReferenceAgents() {}

    static Optional<Barred> barred(History history, Caller caller) {
        return barred(history, history.links, caller.name(), Actors.owner(caller))
                .or(() -> isGone(history, caller) ? Optional.of(Barred.OWNER_GONE) : Optional.empty());
    }

    /** The refusal of a person who is gone, and decides nothing then. */
    static Optional<RefusalCode> gone(History history, Caller person) {
        return isGone(history, person) ? Optional.of(RefusalCode.OWNER_GONE) : Optional.empty();
    }

    /** The refusal of what only people decide; none for a person, unless it is gone. */
    static Optional<RefusalCode> mayNotDecide(History history, Caller by) {
        return by.person() ? gone(history, by) : Optional.of(RefusalCode.NOT_ALLOWED);
    }

    private static boolean isGone(History history, Caller person) {
        return person.person() && isGone(history, Actors.alone(person));
    }

    /** Returns whether a person is gone: the one it works for, or itself under any of its names. */
    static boolean isGone(History history, Actor person) {
        return history.agents.isGone(history.links, person.get(Attributes.OWNER))
                || history.links.same(Attributes.AGENT, person.name()).stream()
                        .anyMatch(name -> history.agents.isGone(history.links, AttributeValue.known(name)));
    }

    /** The reason why nobody acts in the task: its agent is suspended or its owner gone, or those of a task above. */
    static Optional<Barred> barred(History history, PastLinks links, PastTask task) {
        return history.lineage(task).stream()
                .flatMap(each -> barred(history, links, each.opened.agent(), each.opened.owner()).stream())
                .findFirst();
    }

    private static Optional<Barred> barred(History history, PastLinks links, String agent, AttributeValue owner) {
        if (history.agents.isSuspended(agent)) {
            return Optional.of(Barred.AGENT_SUSPENDED);
        }
        return history.agents.isGone(links, owner) ? Optional.of(Barred.OWNER_GONE) : Optional.empty();
    }

    static Decision decide(History history, AgentCommand command) {
        return switch (command) {
            case AgentCommand.Suspend suspend -> suspend(history, suspend);
            case AgentCommand.OwnerGone gone -> gone(history, gone);
            case AgentCommand.ProposeResume propose -> propose(history, propose);
            case AgentCommand.AnswerResume answer -> answer(history, answer);
            case AgentCommand.Review review -> review(history, review);
            case AgentCommand.RegisterPasskey register -> register(history, register);
            case AgentCommand.RemovePasskey remove ->
                remove.by().person()
                        ? new Decision(
                                List.of(new AgentEvent.PasskeyRemoved(
                                        remove.passkey(),
                                        remove.person(),
                                        remove.by().name())),
                                new Answer.Done(remove.passkey()))
                        : Refusals.refuse(RefusalCode.NOT_ALLOWED);
            case AgentCommand.Refused refused ->
                new Decision(
                        List.of(new AgentEvent.PresentationRefused(
                                refused.reason(),
                                refused.where(),
                                refused.lease(),
                                refused.agent().orElse(""),
                                refused.times())),
                        new Answer.Done(0));
        };
    }

    private static Decision register(History history, AgentCommand.RegisterPasskey command) {
        if (!command.by().person()) {
            return Refusals.refuse(RefusalCode.NOT_ALLOWED);
        }
        Optional<RefusalCode> gone = gone(history, command.by());
        if (gone.isPresent()) {
            return Refusals.refuse(gone.get());
        }
        long number = history.nextSeq();
        Event registered = new AgentEvent.PasskeyRegistered(
                number,
                command.by().name(),
                command.name(),
                command.credential(),
                command.key(),
                command.uses(),
                command.presence());
        return new Decision(List.of(registered), new Answer.Done(number));
    }

    private static Decision suspend(History history, AgentCommand.Suspend command) {
        if (!command.by().person()) {
            return Refusals.refuse(RefusalCode.NOT_ALLOWED);
        }
        if (history.agents.byName.contains(command.agent())) {
            return Refusals.refuse(RefusalCode.AGENT_SUSPENDED);
        }
        return new Decision(
                suspended(
                        history,
                        command.agent(),
                        SuspendCause.BY_HAND,
                        command.by().name(),
                        command.reason()),
                new Answer.Done(0));
    }

    private static List<Event> suspended(History history, String agent, SuspendCause cause, String by, String reason) {
        List<Event> events = new ArrayList<>();
        events.add(new AgentEvent.Suspended(agent, cause, by, reason));
        events.addAll(
                ReferenceLeases.end(history, lease -> acts(history, lease, Set.of(agent)), LeaseEnd.SUSPENDED, by, ""));
        return events;
    }

    /** Returns whether one of the agents holds the lease, or acts in a task above it. */
    private static boolean acts(History history, PastLease lease, Set<String> agents) {
        return agents.contains(lease.issued.actor().name())
                || history.lineage(history.task(lease.issued.task())).stream()
                        .anyMatch(each -> agents.contains(each.opened.agent()));
    }

    private static Decision gone(History history, AgentCommand.OwnerGone command) {
        if (!command.by().person()) {
            return Refusals.refuse(RefusalCode.NOT_ALLOWED);
        }
        AttributeValue owner = AttributeValue.known(command.owner());
        if (history.agents.isGone(history.links, owner)) {
            return Refusals.refuse(RefusalCode.OWNER_GONE);
        }
        Set<String> agents = new TreeSet<>(command.agents());
        List<Event> events = new ArrayList<>();
        events.add(new AgentEvent.OwnerGone(
                command.owner(), List.copyOf(agents), command.by().name(), command.reason()));
        events.addAll(ReferenceLeases.end(
                history,
                lease -> acts(history, lease, agents)
                        || history.lineage(history.task(lease.issued.task())).stream()
                                .anyMatch(each -> PastAgents.isAmong(
                                        history.links.one(Attributes.OWNER, owner),
                                        history.links.one(Attributes.OWNER, each.opened.owner()))),
                LeaseEnd.OWNER_GONE,
                command.by().name(),
                ""));
        return new Decision(events, new Answer.Done(0));
    }

    private static Decision propose(History history, AgentCommand.ProposeResume command) {
        Optional<RefusalCode> may = mayNot(history, command.by());
        if (may.isPresent()) {
            return Refusals.refuse(may.get());
        }
        if (!isBarred(history, command.what())) {
            return Refusals.refuse(RefusalCode.NOT_SUSPENDED);
        }
        long number = history.nextSeq();
        Event proposed =
                new AgentEvent.ResumeProposed(number, command.what(), Actors.alone(command.by()), command.reason());
        return new Decision(List.of(proposed), new Answer.Done(number));
    }

    private static Decision answer(History history, AgentCommand.AnswerResume command) {
        AgentEvent.ResumeProposed proposed = history.agents.proposals.get(command.resume());
        if (proposed == null) {
            return Refusals.refuse(RefusalCode.RESUME_UNKNOWN);
        }
        Optional<RefusalCode> may = mayNot(history, command.by());
        if (may.isPresent()) {
            return Refusals.refuse(may.get());
        }
        Actor person = Actors.alone(command.by());
        if (command.confirm()) {
            if (!Actors.mayJudge(history, person, proposed.by())) {
                return Refusals.refuse(RefusalCode.NOT_INDEPENDENT);
            }
            if (!isBarred(history, proposed.what())) {
                return Refusals.refuse(RefusalCode.NOT_SUSPENDED);
            }
            if (proposed.what().kind().equals("agent")) {
                AttributeValue owner = command.registered().map(Actors::owner).orElse(AttributeValue.unknown());
                if (!(owner instanceof AttributeValue.Known)) {
                    return Refusals.refuse(RefusalCode.OWNER_MISSING);
                }
                if (history.agents.isGone(history.links, owner)) {
                    return Refusals.refuse(RefusalCode.OWNER_GONE);
                }
            }
        }
        Event answered = new AgentEvent.ResumeAnswered(command.resume(), command.confirm(), person, command.comment());
        return new Decision(List.of(answered), new Answer.Done(command.resume()));
    }

    private static Optional<RefusalCode> mayNot(History history, Caller by) {
        return by.person() ? barred(history, by).map(Barred::refusal) : Optional.of(RefusalCode.NOT_ALLOWED);
    }

    private static boolean isBarred(History history, Key what) {
        return what.kind().equals("owner")
                ? history.agents.gone.contains(what.value())
                : history.agents.isSuspended(what.value());
    }

    /** Adds the events, but for the end of a lease that ends already. */
    private static void addOnce(List<Event> events, List<Event> more) {
        for (Event event : more) {
            boolean again = event instanceof LeaseEvent.Revoked one
                    && events.stream()
                            .anyMatch(other ->
                                    other instanceof LeaseEvent.Revoked revoked && revoked.lease() == one.lease());
            if (!again) {
                events.add(event);
            }
        }
    }

    private static Decision review(History history, AgentCommand.Review command) {
        Set<String> names = new TreeSet<>(history.agents.owners.keySet());
        Set<String> active = new TreeSet<>();
        history.tasks.values().stream().filter(task -> !task.ended).forEach(task -> active.add(task.opened.agent()));
        names.addAll(active);
        List<Event> events = new ArrayList<>();
        Set<String> barred = new TreeSet<>();
        for (String name : names) {
            Optional<Caller> registered = command.registered().stream()
                    .filter(caller -> caller.name().equals(name))
                    .findFirst();
            boolean lost = registered.isPresent()
                    && history.agents.owners.containsKey(name)
                    && !(Actors.owner(registered.get()) instanceof AttributeValue.Known);
            boolean orphaned = registered.isEmpty() && active.contains(name);
            if (!history.agents.isSuspended(name) && (lost || orphaned)) {
                SuspendCause cause = orphaned ? SuspendCause.NOT_REGISTERED : SuspendCause.OWNER_LOST;
                barred.add(name);
                addOnce(events, suspended(history, name, cause, ReferenceEnds.INTERLOCK, ""));
            }
        }
        for (PastTask task : history.tasks.values()) {
            String agent = task.opened.agent();
            boolean mayAct = !history.agents.isSuspended(agent) && !barred.contains(agent);
            if (!task.ended && task.opened.implicit() && mayAct) {
                command.registered().stream()
                        .filter(caller -> caller.name().equals(agent) && !ReferenceTasks.standsOn(task, caller))
                        .forEach(caller -> addOnce(
                                events,
                                ReferenceEnds.end(
                                        history, task, EndReason.REGISTRATION_CHANGED, ReferenceEnds.INTERLOCK)));
            }
        }
        return new Decision(events, new Answer.Done(0));
    }
}
