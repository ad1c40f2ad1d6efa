package dev.interlock.engine.decide;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.command.Decision;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.LeaseEnd;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.state.Actors;
import dev.interlock.engine.state.Lease;
import dev.interlock.engine.state.State;
import dev.interlock.engine.state.Task;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;

/** Amends and ends tasks. */
final class TaskDecider {

    /**
     * The most calls whose outcomes a tick gives up on; the others wait for the next one, and count in the same way
     * until then.
     */
    private static final int MOST_OVERDUE = 1_000;

    private TaskDecider() {}

    /** Decides in a task, unless there is none or it is over; one that is over is ended. */
    static Decision inTask(State state, long number, Proposal proposal, long now, Function<Task, Decision> decide) {
        Task task = state.task(number);
        if (task == null) {
            return absent(state, number, proposal);
        }
        Task over = task.topmostOver(now);
        if (over != null) {
            proposal.endOver(over, now);
            return proposal.refuse(RefusalCode.TASK_EXPIRED, "task `t-" + number + "` is over");
        }
        return decide.apply(task);
    }

    private static Decision absent(State state, long number, Proposal proposal) {
        return state.tasks().known(number)
                ? proposal.refuse(RefusalCode.TASK_ENDED, "task `t-" + number + "` has ended")
                : proposal.refuse(RefusalCode.TASK_UNKNOWN, "there is no task `t-" + number + "`");
    }

    static Decision amend(State state, Command.AmendTask command, long now) {
        var proposal = new Proposal(state);
        return inTask(state, command.task(), proposal, now, task -> amend(state, task, command, proposal, now));
    }

    private static Decision amend(State state, Task task, Command.AmendTask command, Proposal proposal, long now) {
        if (state.lanes().ofTask(command.task()) != null) {
            return proposal.refuse(
                    RefusalCode.NOT_ALLOWED, "the bounds of a lane cannot be changed after it was opened");
        }
        boolean own = !command.by().person() && command.by().name().equals(task.agent());
        if (!own && !command.by().person()) {
            return proposal.refuse(
                    RefusalCode.NOT_ALLOWED,
                    "only `" + task.agent() + "` or a person may amend `t-" + command.task() + "`");
        }
        if (command.timeMillis().orElse(1) <= 0 || command.calls().orElse(1) <= 0) {
            return proposal.refuse(
                    RefusalCode.ARGUMENT_INVALID,
                    "the time and the number of calls of a task must be greater than zero");
        }
        Optional<String> misspelt = state.spellings().wrong(command.objects().orElse(List.of()));
        if (misspelt.isPresent()) {
            return proposal.refuse(RefusalCode.ARGUMENT_INVALID, misspelt.get());
        }
        List<Key> objects = command.objects().isPresent()
                ? List.copyOf(new TreeSet<>(command.objects().get()))
                : task.objects();
        long deadline = command.timeMillis().isPresent()
                ? now + Math.min(command.timeMillis().getAsLong(), Long.MAX_VALUE - now)
                : task.deadlineMillis();
        int calls = command.calls().orElse(task.calls());
        Optional<Answer.Refused> unlabelled = Declassification.misfit(task, command);
        if (unlabelled.isPresent()) {
            return proposal.answer(unlabelled.get());
        }
        boolean narrower = task.objects().containsAll(objects)
                && deadline <= task.deadlineMillis()
                && calls <= task.calls()
                && command.declassify().isEmpty();
        if (!narrower && own) {
            return proposal.refuse(
                    RefusalCode.NOT_ALLOWED,
                    "an agent may only narrow its task; ask an independent person to widen it");
        }
        Optional<Answer.Refused> gone = narrower ? Optional.empty() : AgentDecider.gone(state, command.by());
        if (gone.isPresent()) {
            return proposal.answer(gone.get());
        }
        if (!narrower && !mayWiden(state, command.by(), task)) {
            return proposal.refuse(
                    RefusalCode.NOT_INDEPENDENT,
                    "`" + command.by().name() + "` is not independent of `" + task.agent()
                            + "`; someone independent must widen its task");
        }
        Optional<Answer.Refused> dependent = Declassification.dependent(state, task, command);
        if (dependent.isPresent()) {
            return proposal.answer(dependent.get());
        }
        Optional<Answer.Refused> misfit = Bounds.amendMisfit(state, task, objects, deadline, calls);
        if (misfit.isPresent()) {
            return proposal.answer(misfit.get());
        }
        proposal.add(new Event.TaskAmended(
                command.task(),
                Actors.outside(command.by()),
                objects,
                deadline,
                calls,
                command.reason(),
                command.declassify()));
        return proposal.answer(new Answer.Done(command.task()));
    }

    /**
     * Returns whether the person is independent of the task's agent. A task is no running instance and has no model: in
     * these it differs from any person.
     */
    static boolean mayWiden(State state, Caller by, Task task) {
        Actor requester = Actor.of(Map.of(
                Attributes.RUNTIME, AttributeValue.notApplicable(),
                Attributes.MODEL, AttributeValue.notApplicable(),
                Attributes.AGENT, AttributeValue.known(task.agent()),
                Attributes.CHAIN, task.chain(),
                Attributes.OWNER, task.owner(),
                Attributes.ORIGIN, task.origin()));
        return Eligibility.independent(state, Actors.outside(by), requester);
    }

    static Decision end(State state, Command.EndTask command, long now) {
        var proposal = new Proposal(state);
        Task task = state.task(command.task());
        if (task == null) {
            return absent(state, command.task(), proposal);
        }
        if (!command.by().person() && !actsIn(task, command.by().name())) {
            return proposal.refuse(
                    RefusalCode.NOT_ALLOWED,
                    "only `" + task.agent() + "`, the agent of a task above, or a person may end `t-" + command.task()
                            + "`");
        }
        proposal.end(task, command.reason(), command.by().name());
        return proposal.answer(new Answer.Done(command.task()));
    }

    static boolean actsIn(Task task, String agent) {
        for (Task t = task; t != null; t = t.parent()) {
            if (t.agent().equals(agent)) {
                return true;
            }
        }
        return false;
    }

    static Decision tick(State state, long now) {
        var proposal = new Proposal(state);
        for (Task task : state.tasks().active()) {
            // The topmost of a branch that is over ends the branch; what lies below is not looked at again.
            if (task.topmostOver(now) == task) {
                proposal.endOver(task, now);
            }
        }
        for (Lease lease : state.leases().all()) {
            // A lease whose task is over ended with the task.
            Task task =
                    lease.end().isPresent() ? null : state.task(lease.issued().task());
            if (task != null && now > lease.expiresMillis() && task.topmostOver(now) == null) {
                proposal.end(lease, LeaseEnd.EXPIRED, Proposal.INTERLOCK, "");
            }
        }
        for (long call : state.calls().overdue(now, MOST_OVERDUE)) {
            proposal.add(new Event.CallSettled(call, OutcomeDecider.NOT_REPORTED));
            ToldOutcomes.confirm(state, call, OutcomeDecider.NOT_REPORTED, proposal, now);
        }
        LaneReview.overdue(state, now, proposal);
        HoldDecider.tick(state, proposal, now);
        return proposal.answer(new Answer.Done(0));
    }
}
