package dev.interlock.engine.decide;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Decision;
import dev.interlock.engine.command.LeaseCommand;
import dev.interlock.engine.event.LeaseEnd;
import dev.interlock.engine.event.LeaseEvent;
import dev.interlock.engine.event.LeaseStep;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.state.Actors;
import dev.interlock.engine.state.Lease;
import dev.interlock.engine.state.OpenCall;
import dev.interlock.engine.state.State;
import dev.interlock.engine.state.Task;
import java.util.Optional;
import java.util.OptionalLong;

/** The decisions on leases: who may hold what for how long, and when it is over. */
final class LeaseDecider {

    /**
     * The most leases of one agent, those included that are not yet taken back: neither an agent nor an engine that
     * does not answer can fill the state.
     */
    static final int MOST = 1_000;

    private static final int LONGEST = 512;

    private LeaseDecider() {}

    static Decision decide(State state, LeaseCommand command, long now) {
        var proposal = new Proposal(state);
        return switch (command) {
            case LeaseCommand.Issue issue ->
                TaskDecider.inTask(
                        state, issue.task(), proposal, now, task -> issue(state, task, issue, now, proposal));
            case LeaseCommand.Renew renew -> renew(state, renew, now, proposal);
            case LeaseCommand.Revoke revoke -> revoke(state, revoke, proposal);
            case LeaseCommand.Confirm confirm -> confirm(state, confirm, proposal);
        };
    }

    private static Decision issue(State state, Task task, LeaseCommand.Issue command, long now, Proposal proposal) {
        Optional<Answer.Refused> refused = whoMayNotHold(state, task, command.caller())
                .or(() -> misfit(command))
                .or(() -> whatMayNotBeHeld(state, task, command));
        if (refused.isPresent()) {
            return proposal.answer(refused.get());
        }
        long number = proposal.next();
        proposal.add(new LeaseEvent.Issued(
                number,
                command.task(),
                command.call(),
                state.actor(task, command.caller()),
                command.credential(),
                command.kind(),
                command.binding(),
                command.outside(),
                expiry(task, command.timeMillis(), now)));
        return proposal.answer(new Answer.Done(number));
    }

    /** The refusal of a caller that may hold no lease in the task; empty if it may. */
    private static Optional<Answer.Refused> whoMayNotHold(State state, Task task, Caller caller) {
        if (!task.agent().equals(caller.name())) {
            return Proposal.refusal(
                    RefusalCode.TASK_NOT_YOURS, "task `t-" + task.number() + "` belongs to another agent");
        }
        Optional<Answer.Refused> barred = AgentDecider.barred(state, caller, caller, task);
        if (barred.isPresent()) {
            return barred;
        }
        if (!(Actors.ownOwner(caller) instanceof AttributeValue.Known)) {
            return Proposal.refusal(
                    RefusalCode.OWNER_MISSING,
                    "`" + caller.name() + "` has no registered owner, so no lease is issued to it; register an owner");
        }
        if (state.lanes().ofTask(task.number()) == null && !caller.mayHave(task.intent())) {
            return Proposal.refusal(
                    RefusalCode.INTENT_NOT_GRANTED,
                    "`" + caller.name() + "` is not registered for the intent `" + task.intent() + "`");
        }
        return isolated(state, task, caller);
    }

    /** The refusal of an instance that is kept apart by a lane; empty if it may act in the task. */
    private static Optional<Answer.Refused> isolated(State state, Task task, Caller caller) {
        return Isolation.barred(state, task.number(), caller)
                .map(barred -> new Answer.Refused(
                        barred.refusal(),
                        "an instance of `" + caller.name()
                                + "` that acts in a lane cannot act elsewhere, and one that has acted"
                                + " elsewhere cannot act in a lane; start another instance"));
    }

    private static Optional<Answer.Refused> misfit(LeaseCommand.Issue command) {
        return command.timeMillis().orElse(1) <= 0 || isTooLong(command)
                ? Proposal.refusal(
                        RefusalCode.ARGUMENT_INVALID,
                        "the time of a lease must be greater than zero, and each of its names must have at most "
                                + LONGEST + " characters")
                : Optional.empty();
    }

    private static boolean isTooLong(LeaseCommand.Issue command) {
        return command.credential().length() > LONGEST
                || command.kind().length() > LONGEST
                || command.binding().size() > 16
                || command.binding().entrySet().stream()
                        .anyMatch(e ->
                                e.getKey().length() > LONGEST || e.getValue().length() > LONGEST);
    }

    /** The refusal of a lease for a call that is not the caller's own in flight, or of one too many; empty for others. */
    private static Optional<Answer.Refused> whatMayNotBeHeld(State state, Task task, LeaseCommand.Issue command) {
        Actor actor = state.actor(task, command.caller());
        if (command.call().isPresent() && !isOf(state, command.call().getAsLong(), task, actor)) {
            return Proposal.refusal(
                    RefusalCode.CALL_UNKNOWN,
                    "`c-" + command.call().getAsLong() + "` is not a call by `"
                            + command.caller().name() + "` that is in flight in `t-" + command.task() + "`");
        }
        return state.leases().heldBy(actor.name()) >= MOST
                ? Proposal.refusal(
                        RefusalCode.LEASES_EXHAUSTED,
                        "`" + command.caller().name() + "` holds " + MOST
                                + " leases, counting those that are still being revoked; end some first")
                : Optional.empty();
    }

    private static boolean isOf(State state, long call, Task task, Actor actor) {
        OpenCall open = state.calls().get(call);
        return open != null
                && !open.unknown()
                && open.view().task() == task.number()
                && isSame(open.view().actor(), actor, Attributes.RUNTIME)
                && isSame(open.view().actor(), actor, Attributes.AGENT);
    }

    private static boolean isSame(Actor a, Actor b, String attribute) {
        return AttributeValue.surelySame(a.get(attribute), b.get(attribute));
    }

    /** The expiry of a lease, which outlives neither its task nor a task above it. */
    private static long expiry(Task task, OptionalLong timeMillis, long now) {
        long expiry = now + Math.min(timeMillis.orElse(Long.MAX_VALUE), Long.MAX_VALUE - now);
        for (Task t = task; t != null; t = t.parent()) {
            expiry = Math.min(expiry, t.deadlineMillis());
        }
        return expiry;
    }

    private static Decision renew(State state, LeaseCommand.Renew command, long now, Proposal proposal) {
        Lease lease = state.leases().get(command.lease());
        if (lease == null) {
            return absent(command.lease(), proposal);
        }
        Caller caller = command.caller();
        Actor holder = lease.issued().actor();
        if (!holder.name().equals(caller.name()) || !isSame(holder, Actors.outside(caller), Attributes.RUNTIME)) {
            return proposal.refuse(
                    RefusalCode.NOT_ALLOWED,
                    "only the agent that `" + name(command.lease()) + "` was issued to may renew it");
        }
        Task task = state.task(lease.issued().task());
        Task over = task == null ? null : task.topmostOver(now);
        if (over != null) {
            proposal.endOver(over, now);
        }
        if (task == null || !state.isLive(lease, now)) {
            return ended(command.lease(), proposal);
        }
        Optional<Answer.Refused> barred =
                AgentDecider.barred(state, caller, caller, task).or(() -> isolated(state, task, caller));
        if (barred.isPresent()) {
            return proposal.answer(barred.get());
        }
        if (command.timeMillis().orElse(1) <= 0) {
            return proposal.refuse(RefusalCode.ARGUMENT_INVALID, "the time of a lease must be greater than zero");
        }
        proposal.add(new LeaseEvent.Renewed(command.lease(), expiry(task, command.timeMillis(), now), caller.name()));
        return proposal.answer(new Answer.Done(command.lease()));
    }

    private static Decision revoke(State state, LeaseCommand.Revoke command, Proposal proposal) {
        Lease lease = state.leases().get(command.lease());
        if (lease == null) {
            return absent(command.lease(), proposal);
        }
        Task task = state.task(lease.issued().task());
        if (command.by().isPresent()
                && !command.by().get().person()
                && !lease.agent().equals(command.by().get().name())
                && (task == null || !TaskDecider.actsIn(task, command.by().get().name()))) {
            return proposal.refuse(
                    RefusalCode.NOT_ALLOWED,
                    "only its holder, the agent of a task above, or a person may end `" + name(command.lease()) + "`");
        }
        if (lease.end().isPresent()) {
            return ended(command.lease(), proposal);
        }
        proposal.end(
                lease,
                command.by().isPresent() ? LeaseEnd.BY_HAND : LeaseEnd.FAILED,
                command.by().map(Caller::name).orElse(Proposal.INTERLOCK),
                command.comment());
        return proposal.answer(new Answer.Done(command.lease()));
    }

    private static Decision confirm(State state, LeaseCommand.Confirm command, Proposal proposal) {
        Lease lease = state.leases().get(command.lease());
        if (lease == null) {
            return absent(command.lease(), proposal);
        }
        if (command.step() == LeaseStep.WITHDRAWN && lease.end().isEmpty()) {
            return proposal.refuse(
                    RefusalCode.NOT_ALLOWED, "`" + name(command.lease()) + "` has not ended; revoke it first");
        }
        if (command.step() == LeaseStep.WITHDRAWN || !lease.confirmed()) {
            proposal.add(new LeaseEvent.Confirmed(command.lease(), command.step()));
        }
        return proposal.answer(new Answer.Done(command.lease()));
    }

    private static Decision absent(long lease, Proposal proposal) {
        return proposal.refuse(
                RefusalCode.LEASE_UNKNOWN, "there is no lease `" + name(lease) + "`, or nothing of it remains");
    }

    private static Decision ended(long lease, Proposal proposal) {
        return proposal.refuse(RefusalCode.LEASE_ENDED, "lease `" + name(lease) + "` has ended");
    }

    private static String name(long lease) {
        return "lease-" + lease;
    }
}
