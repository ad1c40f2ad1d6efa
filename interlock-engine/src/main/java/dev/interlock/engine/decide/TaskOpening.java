package dev.interlock.engine.decide;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.command.Decision;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Intent;
import dev.interlock.engine.state.Actors;
import dev.interlock.engine.state.State;
import dev.interlock.engine.state.Task;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The opening of one task: who may open it, within which bounds, and what it has of the task above. */
final class TaskOpening {

    /** The deepest chain of sub-tasks. */
    private static final int MOST_DEPTH = 32;

    private final State state;
    private final Command.OpenTask command;
    private final Intent intent;
    private final @Nullable Task parent;
    private final List<Key> objects;
    private final Proposal proposal;
    private final long now;

    private TaskOpening(
            State state, Command.OpenTask command, Intent intent, @Nullable Task parent, Proposal proposal, long now) {
        this.state = state;
        this.command = command;
        this.intent = intent;
        this.parent = parent;
        this.objects = List.copyOf(new TreeSet<>(command.objects()));
        this.proposal = proposal;
        this.now = now;
    }

    static Decision decide(State state, Command.OpenTask command, long now) {
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
        if (command.parent().isEmpty()) {
            return new TaskOpening(state, command, intent, null, proposal, now).decide();
        }
        return TaskDecider.inTask(
                state,
                command.parent().getAsLong(),
                proposal,
                now,
                parent -> new TaskOpening(state, command, intent, parent, proposal, now).decide());
    }

    /** The intents that the agent may have, in words; only the agent itself and people are shown them. */
    private static String granted(Command.OpenTask command) {
        boolean shown = command.opener().person()
                || command.opener().name().equals(command.agent().name());
        return shown
                ? ", only for " + String.join(", ", command.agent().intents().orElseThrow())
                : "";
    }

    private Decision decide() {
        Optional<Answer.Refused> refused = whoMayNot().or(this::whatMayNot);
        if (refused.isPresent()) {
            return proposal.answer(refused.get());
        }
        Event.TaskOpened opened = opened();
        Optional<String> exceeded =
                state.tasks().shares().exceeded(opened, parent, state.bundle().budgets());
        if (exceeded.isPresent()) {
            return proposal.refuse(RefusalCode.TASKS_EXHAUSTED, exceeded.get() + "; end those that are finished");
        }
        proposal.add(opened);
        return proposal.answer(new Answer.Done(opened.task()));
    }

    /** The refusal of an opener or an agent that may not have such a task; empty if both may. */
    private Optional<Answer.Refused> whoMayNot() {
        Caller opener = command.opener();
        if (opener.verifier() || command.agent().verifier()) {
            return Proposal.refusal(
                    RefusalCode.NOT_ALLOWED, "a machine verifier only answers holds and cannot have tasks");
        }
        Optional<Answer.Refused> barred = AgentDecider.barred(state, opener, command.agent(), parent);
        if (barred.isPresent()) {
            return barred;
        }
        if (parent != null && state.lanes().ofTask(parent.number()) != null) {
            return Proposal.refusal(RefusalCode.NOT_ALLOWED, "a task cannot be opened below a lane");
        }
        if (!opener.person() && Isolation.barredOutside(state, opener).isPresent()) {
            return Proposal.refusal(
                    RefusalCode.RUNTIME_IN_LANE,
                    "this instance of `" + opener.name() + "` has acted in a lane and cannot act elsewhere");
        }
        String allowed = parent == null ? command.agent().name() : parent.agent();
        if (!opener.person() && !opener.name().equals(allowed)) {
            return Proposal.refusal(
                    RefusalCode.NOT_ALLOWED,
                    "`" + opener.name() + "` may not open this task; only `" + allowed + "` or a person may");
        }
        if (parent != null && instructsForAnother(opener, parent)) {
            return Proposal.refusal(
                    RefusalCode.NOT_ALLOWED,
                    "`" + opener.name() + "` is not the origin of `t-" + parent.number()
                            + "`, and a sub-task inherits the origin; open a task without a parent");
        }
        return Optional.empty();
    }

    /**
     * INVARIANT: the author of an instruction is the origin of what it leads to, or could approve it. A task below
     * another has that one's origin, so nobody else may instruct in it.
     */
    private static boolean instructsForAnother(Caller opener, Task parent) {
        return opener.person() && !AttributeValue.surelySame(parent.origin(), AttributeValue.known(opener.name()));
    }

    /** The refusal of bounds that a task of this intent may not have, or not below its parent; empty if it may. */
    private Optional<Answer.Refused> whatMayNot() {
        if (command.timeMillis().orElse(1) <= 0 || command.calls().orElse(1) <= 0) {
            return Proposal.refusal(
                    RefusalCode.ARGUMENT_INVALID,
                    "the time and the number of calls of a task must be greater than zero");
        }
        Optional<String> misspelt = state.spellings().wrong(objects);
        if (misspelt.isPresent()) {
            return Proposal.refusal(RefusalCode.ARGUMENT_INVALID, misspelt.get());
        }
        Optional<String> misfit = Bounds.objectsMisfit(intent, objects);
        if (misfit.isPresent()) {
            return Proposal.refusal(RefusalCode.OUTSIDE_OBJECTS, misfit.get());
        }
        if (parent == null) {
            return Optional.empty();
        }
        Optional<String> beyond = Bounds.beyondParent(state, parent, intent, objects);
        if (beyond.isPresent()) {
            return Proposal.refusal(RefusalCode.BEYOND_PARENT, beyond.get());
        }
        return depth(parent) >= MOST_DEPTH
                ? Proposal.refusal(RefusalCode.BEYOND_PARENT, "tasks can be nested at most " + MOST_DEPTH + " deep")
                : Optional.empty();
    }

    private static int depth(Task task) {
        int depth = 0;
        for (Task t = task; t != null; t = t.parent()) {
            depth++;
        }
        return depth;
    }

    private Event.TaskOpened opened() {
        long deadline = now + Math.min(intent.timeMillis(), command.timeMillis().orElse(Long.MAX_VALUE));
        return new Event.TaskOpened(
                proposal.next(),
                command.parent(),
                command.agent().name(),
                command.opener().name(),
                intent.name(),
                command.instructionDigest(),
                command.instruction(),
                chain(),
                owner(),
                origin(),
                objects,
                parent == null ? deadline : Math.min(deadline, parent.deadlineMillis()),
                intent.idleMillis(),
                Math.min(intent.calls(), command.calls().orElse(Integer.MAX_VALUE)),
                false,
                now,
                0);
    }

    /**
     * The chain of a new task: below another, every agent shares the starter's chain, also one that is registered as a
     * root.
     */
    private AttributeValue chain() {
        return parent == null ? Actors.ownChain(command.agent()) : parent.chain();
    }

    /** An agent that is started by another has the starter's owners besides its own, since the starter acts through it. */
    private AttributeValue owner() {
        AttributeValue own = Actors.ownOwner(command.agent());
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

    /** The origin, who gave the instruction: a sub-task's instruction comes from the starter, whose origin it shares. */
    private AttributeValue origin() {
        if (parent != null) {
            return parent.origin();
        }
        return command.opener().person()
                ? AttributeValue.known(command.opener().name())
                : Actors.ownOrigin(command.agent());
    }
}
