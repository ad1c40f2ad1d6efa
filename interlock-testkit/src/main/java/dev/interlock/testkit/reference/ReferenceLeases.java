package dev.interlock.testkit.reference;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Decision;
import dev.interlock.engine.command.LeaseCommand;
import dev.interlock.engine.event.Barred;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.LeaseEnd;
import dev.interlock.engine.event.LeaseEvent;
import dev.interlock.engine.event.LeaseStep;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Link;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.policy.Rule;
import dev.interlock.testkit.reference.history.History;
import dev.interlock.testkit.reference.history.PastCall;
import dev.interlock.testkit.reference.history.PastLease;
import dev.interlock.testkit.reference.history.PastLinks;
import dev.interlock.testkit.reference.history.PastTask;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Leases: who may hold one, and what ends it. */
final class ReferenceLeases {

    private static final int MOST = 1_000;

    private ReferenceLeases() {}

    static Decision decide(History history, LeaseCommand command, long now) {
        return switch (command) {
            case LeaseCommand.Issue issue -> issue(history, issue, now);
            case LeaseCommand.Renew renew -> renew(history, renew, now);
            case LeaseCommand.Revoke revoke -> revoke(history, revoke);
            case LeaseCommand.Confirm confirm -> confirm(history, confirm);
        };
    }

    private static Decision issue(History history, LeaseCommand.Issue command, long now) {
        Optional<Decision> over = ReferenceTasks.over(history, command.task(), now);
        if (over.isPresent()) {
            return over.get();
        }
        PastTask task = history.task(command.task());
        Caller caller = command.caller();
        if (!task.opened.agent().equals(caller.name())) {
            return Refusals.refuse(RefusalCode.TASK_NOT_YOURS);
        }
        Optional<Barred> barred = barred(history, caller, task);
        if (barred.isPresent()) {
            return Refusals.refuse(barred.get().refusal());
        }
        if (!(Actors.owner(caller) instanceof AttributeValue.Known)) {
            return Refusals.refuse(RefusalCode.OWNER_MISSING);
        }
        if (history.laneOf(task).isEmpty() && !caller.mayHave(task.opened.intent())) {
            return Refusals.refuse(RefusalCode.INTENT_NOT_GRANTED);
        }
        Optional<Barred> isolated = ReferenceLanes.isolated(history, history.laneOf(task), caller);
        if (isolated.isPresent()) {
            return Refusals.refuse(isolated.get().refusal());
        }
        if (command.timeMillis().orElse(1) <= 0) {
            return Refusals.refuse(RefusalCode.ARGUMENT_INVALID);
        }
        Actor actor = Actors.inTask(caller, task);
        if (command.call().isPresent() && !isOf(history.calls.get(command.call().getAsLong()), task, actor)) {
            return Refusals.refuse(RefusalCode.CALL_UNKNOWN);
        }
        long held = history.leases.values().stream()
                .filter(lease -> !lease.gone && lease.issued.actor().name().equals(actor.name()))
                .count();
        if (held >= MOST) {
            return Refusals.refuse(RefusalCode.LEASES_EXHAUSTED);
        }
        long number = history.nextSeq();
        Event issued = new LeaseEvent.Issued(
                number,
                task.number(),
                command.call(),
                actor,
                command.credential(),
                command.kind(),
                command.binding(),
                command.outside(),
                Math.min(limit(history, task), now + command.timeMillis().orElse(Integer.MAX_VALUE)));
        return new Decision(List.of(issued), new Answer.Done(number));
    }

    private static Optional<Barred> barred(History history, Caller caller, PastTask task) {
        return ReferenceAgents.barred(history, caller).or(() -> ReferenceAgents.barred(history, history.links, task));
    }

    /** Returns whether this is a call in flight that the actor itself made in the task. */
    private static boolean isOf(@Nullable PastCall call, PastTask task, Actor actor) {
        return call != null
                && call.status == PastCall.Status.RESERVED
                && call.task() == task.number()
                && AttributeValue.surelySame(
                        call.reserved.actor().get(Attributes.RUNTIME), actor.get(Attributes.RUNTIME))
                && AttributeValue.surelySame(call.reserved.actor().get(Attributes.AGENT), actor.get(Attributes.AGENT));
    }

    private static long limit(History history, PastTask task) {
        return history.lineage(task).stream()
                .mapToLong(each -> each.deadline.earliest())
                .min()
                .orElseThrow();
    }

    private static Decision renew(History history, LeaseCommand.Renew command, long now) {
        PastLease lease = history.leases.get(command.lease());
        if (lease == null || lease.gone) {
            return Refusals.refuse(RefusalCode.LEASE_UNKNOWN);
        }
        Caller caller = command.caller();
        Actor holder = lease.issued.actor();
        if (!holder.name().equals(caller.name())
                || !AttributeValue.surelySame(
                        holder.get(Attributes.RUNTIME), Actors.alone(caller).get(Attributes.RUNTIME))) {
            return Refusals.refuse(RefusalCode.NOT_ALLOWED);
        }
        PastTask task = history.task(lease.issued.task());
        List<Event> over = task.ended ? List.of() : ReferenceEnds.endIfOver(history, task, now);
        if (lease.ended || !over.isEmpty() || now > lease.expires.earliest()) {
            return Refusals.refuse(over, RefusalCode.LEASE_ENDED);
        }
        Optional<Barred> barred =
                barred(history, caller, task).or(() -> ReferenceLanes.isolated(history, history.laneOf(task), caller));
        if (barred.isPresent()) {
            return Refusals.refuse(barred.get().refusal());
        }
        if (command.timeMillis().orElse(1) <= 0) {
            return Refusals.refuse(RefusalCode.ARGUMENT_INVALID);
        }
        Event renewed = new LeaseEvent.Renewed(
                lease.number(),
                Math.min(limit(history, task), now + command.timeMillis().orElse(Integer.MAX_VALUE)),
                caller.name());
        return new Decision(List.of(renewed), new Answer.Done(lease.number()));
    }

    private static Decision revoke(History history, LeaseCommand.Revoke command) {
        PastLease lease = history.leases.get(command.lease());
        if (lease == null || lease.gone) {
            return Refusals.refuse(RefusalCode.LEASE_UNKNOWN);
        }
        if (command.by().isPresent() && !command.by().get().person()) {
            String by = command.by().get().name();
            PastTask task = history.task(lease.issued.task());
            boolean above = !task.ended
                    && history.lineage(task).stream()
                            .anyMatch(each -> each.opened.agent().equals(by));
            if (!above && !lease.issued.actor().name().equals(by)) {
                return Refusals.refuse(RefusalCode.NOT_ALLOWED);
            }
        }
        if (lease.ended) {
            return Refusals.refuse(RefusalCode.LEASE_ENDED);
        }
        Event revoked = new LeaseEvent.Revoked(
                lease.number(),
                command.by().isPresent() ? LeaseEnd.BY_HAND : LeaseEnd.FAILED,
                command.by().map(Caller::name).orElse(ReferenceEnds.INTERLOCK),
                command.comment());
        return new Decision(List.of(revoked), new Answer.Done(lease.number()));
    }

    private static Decision confirm(History history, LeaseCommand.Confirm command) {
        PastLease lease = history.leases.get(command.lease());
        if (lease == null || lease.gone) {
            return Refusals.refuse(RefusalCode.LEASE_UNKNOWN);
        }
        boolean again = command.step() == LeaseStep.ISSUED && lease.confirmed;
        if (command.step() == LeaseStep.WITHDRAWN && !lease.ended) {
            return Refusals.refuse(RefusalCode.NOT_ALLOWED);
        }
        List<Event> events = again ? List.of() : List.of(new LeaseEvent.Confirmed(lease.number(), command.step()));
        return new Decision(events, new Answer.Done(lease.number()));
    }

    // --- ends that nobody asked for

    static List<Event> end(History history, Predicate<PastLease> which, LeaseEnd reason, String by, String comment) {
        List<Event> events = new ArrayList<>();
        for (PastLease lease : history.leases.values()) {
            if (!lease.ended && which.test(lease)) {
                events.add(new LeaseEvent.Revoked(lease.number(), reason, by, comment));
            }
        }
        return events;
    }

    /** The ends of the leases of a party that broke a rule where it could not be prevented. */
    static List<Event> ofConflict(History history, Actor actor, List<Finding> findings, String why) {
        boolean broken = findings.stream().anyMatch(finding -> finding.outcome() != Outcome.RECORD);
        if (!broken || !(actor.get(Attributes.AGENT) instanceof AttributeValue.Known agent)) {
            return List.of();
        }
        var names = history.links.same(Attributes.AGENT, agent.value());
        return end(
                history,
                lease -> names.contains(lease.issued.actor().name()),
                LeaseEnd.CONFLICT,
                ReferenceEnds.INTERLOCK,
                why);
    }

    /** The ends of the leases that rely on the difference which the link takes away. */
    static List<Event> ofLink(History history, Event.LinkProposed link, List<Finding> latent) {
        PastLinks after = link.what() instanceof Link.Values values ? history.links.with(values) : history.links;
        return end(
                history,
                lease -> {
                    PastTask task = history.task(lease.issued.task());
                    return ReferenceAgents.barred(history, after, task).isPresent()
                            || history.lineage(task).stream()
                                    .anyMatch(each -> conflicts(history, each, latent)
                                            || approvedInVain(history, each, link.what(), after));
                },
                LeaseEnd.LATE_LINK,
                ReferenceEnds.INTERLOCK,
                "late link l-" + link.link());
    }

    private static boolean conflicts(History history, PastTask task, List<Finding> latent) {
        return latent.stream()
                .filter(finding -> history.bundle.rules().stream()
                        .filter(rule -> rule.id().equals(finding.rule()))
                        .map(Rule::head)
                        .noneMatch(Rule.Head::observe))
                .flatMap(finding -> finding.witnesses().stream())
                .anyMatch(witness -> isOf(history, history.calls.get(witness.call()), task));
    }

    /** Returns whether the call was made in the task, or in one below it that has ended, all between included. */
    private static boolean isOf(History history, @Nullable PastCall call, PastTask task) {
        if (call == null || call.task() == 0) {
            return false;
        }
        return history.lineage(history.task(call.task())).stream()
                .filter(each -> !each.ended)
                .findFirst()
                .filter(each -> each == task)
                .isPresent();
    }

    private static boolean approvedInVain(History history, PastTask task, Link what, PastLinks after) {
        return history.holds.values().stream()
                .filter(hold -> hold.first.task() == task.number() && hold.spent)
                .anyMatch(hold -> switch (what) {
                    case Link.Values link -> ReferenceLinks.relies(hold, history.links, after);
                    case Link.Unknown link -> ReferenceLinks.relies(history, hold, link);
                    case Link.Objects link -> false;
                });
    }
}
