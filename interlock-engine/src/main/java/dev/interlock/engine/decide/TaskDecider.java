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
import dev.interlock.engine.policy.Intent;
import dev.interlock.engine.state.Actors;
import dev.interlock.engine.state.Lease;
import dev.interlock.engine.state.State;
import dev.interlock.engine.state.Task;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Opens, amends and ends tasks. */
final class TaskDecider {

    /**
     * The most calls whose outcomes a tick gives up on; the others wait for the next one, and count in the same way
     * until then.
     */
    private static final int MOST_OVERDUE = 1_000;

    /** The deepest chain of sub-tasks. */
    private static final int MOST_DEPTH = 32;

    private TaskDecider() {}

    static Decision open(State state, Command.OpenTask command, long now) {
        var proposal = new Proposal(state);
        Intent intent = state.bundle().intents().get(command.intent());
        if (intent == null) {
            return proposal.refuse(
                    RefusalCode.INTENT_UNKNOWN,
                    "the bundle has no intent `" + command.intent() + "`; it has "
                            + String.join(", ", state.bundle().intents().keySet()));
        }
        if (!command.agent().mayHave(intent.name())) {
            return proposal.refuse(
                    RefusalCode.INTENT_NOT_GRANTED,
                    "`" + command.agent().name() + "` is not registered for the intent `" + intent.name() + "`"
                            + granted(command));
        }
        Task parent = null;
        if (command.parent().isPresent()) {
            long number = command.parent().getAsLong();
            parent = state.task(number);
            if (parent == null) {
                return absent(state, number, proposal);
            }
            Task over = parent.topmostOver(now);
            if (over != null) {
                proposal.endOver(over, now);
                return proposal.refuse(RefusalCode.TASK_EXPIRED, "the task `t-" + number + "` is over");
            }
        }
        if (command.opener().verifier() || command.agent().verifier()) {
            return proposal.refuse(RefusalCode.NOT_ALLOWED, "a machine verifier answers holds, and has no tasks");
        }
        Optional<Answer.Refused> barred = AgentDecider.barred(state, command.opener(), command.agent(), parent);
        if (barred.isPresent()) {
            return proposal.answer(barred.get());
        }
        if (parent != null && state.lanes().ofTask(parent.number()) != null) {
            return proposal.refuse(RefusalCode.NOT_ALLOWED, "a lane has no tasks below it");
        }
        if (!command.opener().person()
                && Isolation.barredOutside(state, command.opener()).isPresent()) {
            return proposal.refuse(
                    RefusalCode.RUNTIME_IN_LANE,
                    "this instance of `" + command.opener().name() + "` acted in a lane, and acts nowhere else");
        }
        String allowedOpener = parent == null ? command.agent().name() : parent.agent();
        if (!command.opener().person() && !command.opener().name().equals(allowedOpener)) {
            return proposal.refuse(
                    RefusalCode.NOT_ALLOWED,
                    "`" + command.opener().name() + "` may not open this task; `" + allowedOpener
                            + "` or a person may");
        }
        if (parent != null && instructsForAnother(command.opener(), parent)) {
            return proposal.refuse(
                    RefusalCode.NOT_ALLOWED,
                    "`" + command.opener().name() + "` is not the author of the instructions of `t-" + parent.number()
                            + "`, which a task below it inherits: open a task that is below none");
        }
        if (command.timeMillis().orElse(1) <= 0 || command.calls().orElse(1) <= 0) {
            return proposal.refuse(RefusalCode.ARGUMENT_INVALID, "time and calls of a task are greater than zero");
        }
        List<Key> objects = List.copyOf(new TreeSet<>(command.objects()));
        Optional<String> misspelt = state.spellings().wrong(objects);
        if (misspelt.isPresent()) {
            return proposal.refuse(RefusalCode.ARGUMENT_INVALID, misspelt.get());
        }
        Optional<String> misfit = Bounds.objectsMisfit(intent, objects);
        if (misfit.isPresent()) {
            return proposal.refuse(RefusalCode.OUTSIDE_OBJECTS, misfit.get());
        }
        if (parent != null) {
            Optional<String> beyond = Bounds.beyondParent(state, parent, intent, objects);
            if (beyond.isPresent()) {
                return proposal.refuse(RefusalCode.BEYOND_PARENT, beyond.get());
            }
            if (depth(parent) >= MOST_DEPTH) {
                return proposal.refuse(RefusalCode.BEYOND_PARENT, "tasks are nested at most " + MOST_DEPTH + " deep");
            }
        }
        long deadline = now + Math.min(intent.timeMillis(), command.timeMillis().orElse(Long.MAX_VALUE));
        if (parent != null) {
            deadline = Math.min(deadline, parent.deadlineMillis());
        }
        long number = proposal.next();
        var opened = new Event.TaskOpened(
                number,
                command.parent(),
                command.agent().name(),
                command.opener().name(),
                intent.name(),
                command.instructionDigest(),
                command.instruction(),
                chain(command.agent(), parent),
                owner(command.agent(), parent),
                origin(command, parent),
                objects,
                deadline,
                intent.idleMillis(),
                Math.min(intent.calls(), command.calls().orElse(Integer.MAX_VALUE)),
                false,
                now,
                0);
        Optional<String> exceeded =
                state.tasks().shares().exceeded(opened, parent, state.bundle().budgets());
        if (exceeded.isPresent()) {
            return proposal.refuse(RefusalCode.TASKS_EXHAUSTED, exceeded.get() + "; end those that are done");
        }
        proposal.add(opened);
        return proposal.answer(new Answer.Done(number));
    }

    /** The intents that the agent may have, in words; only the agent itself and people are shown them. */
    private static String granted(Command.OpenTask command) {
        boolean shown = command.opener().person()
                || command.opener().name().equals(command.agent().name());
        return shown
                ? ", only for " + String.join(", ", command.agent().intents().orElseThrow())
                : "";
    }

    /**
     * INVARIANT: the author of an instruction is the origin of what it leads to, or could approve it. A task below
     * another has that one's origin, so nobody else may instruct in it.
     */
    private static boolean instructsForAnother(Caller opener, Task parent) {
        return opener.person() && !AttributeValue.surelySame(parent.origin(), AttributeValue.known(opener.name()));
    }

    static Decision absent(State state, long number, Proposal proposal) {
        return state.tasks().known(number)
                ? proposal.refuse(RefusalCode.TASK_ENDED, "the task `t-" + number + "` has ended")
                : proposal.refuse(RefusalCode.TASK_UNKNOWN, "there is no task `t-" + number + "`");
    }

    private static int depth(Task task) {
        int depth = 0;
        for (Task t = task; t != null; t = t.parent()) {
            depth++;
        }
        return depth;
    }

    /**
     * The chain of a new task: below another, every agent shares the starter's chain, also one that is registered as a
     * root.
     */
    private static AttributeValue chain(Caller agent, @Nullable Task parent) {
        return parent == null ? Actors.ownChain(agent) : parent.chain();
    }

    /** An agent that is started by another has the starter's owners besides its own, since the starter acts through it. */
    private static AttributeValue owner(Caller agent, @Nullable Task parent) {
        AttributeValue own = Actors.ownOwner(agent);
        if (parent == null) {
            return own;
        }
        SortedSet<String> all = new TreeSet<>(parent.owner().texts());
        if (all.isEmpty()) {
            // The starter has no owner, or nobody knows it: an agent with an owner of its own must not look independent
            // of anybody.
            return own.texts().isEmpty() ? parent.owner() : AttributeValue.unknown();
        }
        all.addAll(own.texts());
        return AttributeValue.known(all);
    }

    /** The author of the instruction: a sub-task's instruction comes from the starter, whose author it shares. */
    private static AttributeValue origin(Command.OpenTask command, @Nullable Task parent) {
        if (parent != null) {
            return parent.origin();
        }
        return command.opener().person()
                ? AttributeValue.known(command.opener().name())
                : Actors.ownOrigin(command.agent());
    }

    static Decision amend(State state, Command.AmendTask command, long now) {
        var proposal = new Proposal(state);
        Task task = state.task(command.task());
        if (task == null) {
            return absent(state, command.task(), proposal);
        }
        Task over = task.topmostOver(now);
        if (over != null) {
            proposal.endOver(over, now);
            return proposal.refuse(RefusalCode.TASK_EXPIRED, "the task `t-" + command.task() + "` is over");
        }
        if (state.lanes().ofTask(command.task()) != null) {
            return proposal.refuse(RefusalCode.NOT_ALLOWED, "the bounds of a lane stay as they were opened");
        }
        boolean own = !command.by().person() && command.by().name().equals(task.agent());
        if (!own && !command.by().person()) {
            return proposal.refuse(
                    RefusalCode.NOT_ALLOWED,
                    "only `" + task.agent() + "` or a person may amend `t-" + command.task() + "`");
        }
        if (command.timeMillis().orElse(1) <= 0 || command.calls().orElse(1) <= 0) {
            return proposal.refuse(RefusalCode.ARGUMENT_INVALID, "time and calls of a task are greater than zero");
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
        boolean narrower =
                task.objects().containsAll(objects) && deadline <= task.deadlineMillis() && calls <= task.calls();
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
                            + "`; somebody independent has to widen its task");
        }
        Optional<Answer.Refused> misfit = Bounds.amendMisfit(state, task, objects, deadline, calls);
        if (misfit.isPresent()) {
            return proposal.answer(misfit.get());
        }
        proposal.add(new Event.TaskAmended(
                command.task(), Actors.outside(command.by()), objects, deadline, calls, command.reason()));
        return proposal.answer(new Answer.Done(command.task()));
    }

    /**
     * Returns whether the person is independent of the task's agent. A task is no running instance and has no model: in
     * these it differs from any person.
     */
    private static boolean mayWiden(State state, Caller by, Task task) {
        Actor requester = Actor.of(Map.of(
                Attributes.RUNTIME, AttributeValue.notApplicable(),
                Attributes.MODEL, AttributeValue.notApplicable(),
                Attributes.AGENT, AttributeValue.known(task.agent()),
                Attributes.CHAIN, task.chain(),
                Attributes.OWNER, task.owner(),
                Attributes.ORIGIN, task.origin()));
        return Eligibility.independent(
                state.links(),
                Actors.outside(by),
                requester,
                state.bundle().strictest().independence().attributes());
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
