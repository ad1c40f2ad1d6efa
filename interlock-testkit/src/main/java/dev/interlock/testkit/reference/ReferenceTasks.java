package dev.interlock.testkit.reference;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command.AmendTask;
import dev.interlock.engine.command.Command.OpenTask;
import dev.interlock.engine.command.Decision;
import dev.interlock.engine.event.Barred;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Cardinality;
import dev.interlock.engine.policy.Intent;
import dev.interlock.testkit.reference.history.History;
import dev.interlock.testkit.reference.history.PastTask;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/** The openings of tasks, and their changes. */
final class ReferenceTasks {

    /** SHA-256 of nothing. */
    private static final String NO_INSTRUCTION =
            "sha-256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    /** The most tasks in a line from a task to its parent, and so on. */
    private static final int MOST_NESTED = 32;

    private ReferenceTasks() {}

    // --- open

    static Event.TaskOpened implicitTask(
            History history, Optional<PastTask> before, long number, Caller caller, Intent intent, long now) {
        long since = now;
        int used = 0;
        if (before.isPresent()) {
            long period = before.get().opened.budgetSinceMillis();
            if (now - period < intent.timeMillis()) {
                since = period;
                used = history.callsUsed(before.get());
            }
        }
        return new Event.TaskOpened(
                number,
                OptionalLong.empty(),
                caller.name(),
                caller.name(),
                intent.name(),
                NO_INSTRUCTION,
                "",
                Actors.chain(caller),
                Actors.owner(caller),
                Actors.origin(caller),
                List.of(),
                now + intent.timeMillis(),
                intent.idleMillis(),
                intent.calls(),
                true,
                since,
                used);
    }

    static Decision open(History history, OpenTask command, long now) {
        Intent intent = history.bundle.intents().get(command.intent());
        if (intent == null) {
            return Refusals.refuse(RefusalCode.INTENT_UNKNOWN);
        }
        if (!command.agent().mayHave(intent.name())) {
            return Refusals.refuse(RefusalCode.INTENT_NOT_GRANTED);
        }
        Caller opener = command.opener();
        Caller agent = command.agent();
        boolean inLane = !opener.person()
                && ReferenceLanes.isolated(history, Optional.empty(), opener).isPresent();
        List<Key> objects = List.copyOf(new TreeSet<>(command.objects()));
        long deadline = now + Math.min(command.timeMillis().orElse(Long.MAX_VALUE), intent.timeMillis());
        AttributeValue chain = Actors.chain(agent);
        AttributeValue owner = Actors.owner(agent);
        AttributeValue origin = opener.person() ? AttributeValue.known(opener.name()) : Actors.origin(agent);
        if (command.parent().isPresent()) {
            PastTask parent = history.tasks.get(command.parent().getAsLong());
            if (parent == null) {
                return Refusals.refuse(RefusalCode.TASK_UNKNOWN);
            }
            if (parent.ended) {
                return Refusals.refuse(RefusalCode.TASK_ENDED);
            }
            List<Event> over = ReferenceEnds.endIfOver(history, parent, now);
            if (!over.isEmpty()) {
                return Refusals.refuse(over, RefusalCode.TASK_EXPIRED);
            }
            Optional<RefusalCode> barred = barred(history, command)
                    .or(() -> ReferenceAgents.barred(history, history.links, parent)
                            .map(Barred::refusal));
            if (barred.isPresent()) {
                return Refusals.refuse(barred.get());
            }
            if (history.laneOf(parent).isPresent()) {
                return Refusals.refuse(RefusalCode.NOT_ALLOWED);
            }
            if (inLane) {
                return Refusals.refuse(RefusalCode.RUNTIME_IN_LANE);
            }
            boolean may = opener.person()
                    ? AttributeValue.surelySame(AttributeValue.known(opener.name()), parent.opened.origin())
                    : opener.name().equals(parent.opened.agent());
            if (!may) {
                return Refusals.refuse(RefusalCode.NOT_ALLOWED);
            }
            if (notPositive(command.timeMillis(), command.calls()) || history.spelled.wrong(command.objects())) {
                return Refusals.refuse(RefusalCode.ARGUMENT_INVALID);
            }
            if (!fits(intent, objects)) {
                return Refusals.refuse(RefusalCode.OUTSIDE_OBJECTS);
            }
            if (beyond(history, parent, intent, objects)
                    || history.lineage(parent).size() >= MOST_NESTED) {
                return Refusals.refuse(RefusalCode.BEYOND_PARENT);
            }
            deadline = Math.min(deadline, parent.deadlineMillis);
            origin = parent.opened.origin();
            chain = parent.opened.chain();
            owner = inherited(owner, parent.opened.owner());
        } else {
            Optional<RefusalCode> barred = barred(history, command);
            if (barred.isPresent()) {
                return Refusals.refuse(barred.get());
            }
            if (inLane) {
                return Refusals.refuse(RefusalCode.RUNTIME_IN_LANE);
            }
            if (!opener.person() && !opener.name().equals(agent.name())) {
                return Refusals.refuse(RefusalCode.NOT_ALLOWED);
            }
            if (notPositive(command.timeMillis(), command.calls()) || history.spelled.wrong(command.objects())) {
                return Refusals.refuse(RefusalCode.ARGUMENT_INVALID);
            }
            if (!fits(intent, objects)) {
                return Refusals.refuse(RefusalCode.OUTSIDE_OBJECTS);
            }
        }
        long number = history.nextSeq();
        Event.TaskOpened opened = new Event.TaskOpened(
                number,
                command.parent(),
                agent.name(),
                opener.name(),
                intent.name(),
                command.instructionDigest(),
                command.instruction(),
                chain,
                owner,
                origin,
                objects,
                deadline,
                intent.idleMillis(),
                Math.min(command.calls().orElse(Integer.MAX_VALUE), intent.calls()),
                false,
                now,
                0);
        if (ReferenceBudgets.exceeded(history, opened)) {
            return Refusals.refuse(RefusalCode.TASKS_EXHAUSTED);
        }
        return new Decision(List.of(opened), new Answer.Done(number));
    }

    private static Optional<RefusalCode> barred(History history, OpenTask command) {
        if (command.opener().verifier() || command.agent().verifier()) {
            return Optional.of(RefusalCode.NOT_ALLOWED);
        }
        return ReferenceAgents.barred(history, command.opener())
                .or(() -> ReferenceAgents.barred(history, command.agent()))
                .map(Barred::refusal);
    }

    /** The owners of an agent, which acts for its starter's as well as for its own: it is independent of neither. */
    private static AttributeValue inherited(AttributeValue own, AttributeValue starters) {
        if (own.texts().isEmpty()) {
            return starters;
        }
        if (starters.texts().isEmpty()) {
            return AttributeValue.unknown();
        }
        Set<String> both = new TreeSet<>(starters.texts());
        both.addAll(own.texts());
        return AttributeValue.known(both);
    }

    private static boolean notPositive(OptionalLong timeMillis, OptionalInt calls) {
        return timeMillis.orElse(1) <= 0 || calls.orElse(1) <= 0;
    }

    /** Returns whether the objects are those that the intent is about: one, or at least one, of each type and no others. */
    private static boolean fits(Intent intent, List<Key> objects) {
        for (Map.Entry<String, Cardinality> about : intent.about().entrySet()) {
            long count = objects.stream()
                    .filter(key -> key.kind().equals(about.getKey()))
                    .count();
            if (count == 0 || (about.getValue() == Cardinality.ONE && count > 1)) {
                return false;
            }
        }
        return objects.stream().allMatch(key -> intent.about().containsKey(key.kind()));
    }

    /** Returns whether a task with this intent and these objects would have more than the parent gives. */
    private static boolean beyond(History history, PastTask parent, Intent intent, List<Key> objects) {
        Intent above = history.bundle.intents().get(parent.opened.intent());
        if (!(above == null ? Set.of() : above.delegate()).containsAll(intent.allow())) {
            return true;
        }
        for (PastTask task : history.lineage(parent)) {
            Intent its = history.bundle.intents().get(task.opened.intent());
            for (Key object : objects) {
                if (its != null && its.about().containsKey(object.kind()) && !history.covers(task, object)) {
                    return true;
                }
            }
        }
        return false;
    }

    // --- amend

    static Decision amend(History history, AmendTask command, long now) {
        PastTask task = history.tasks.get(command.task());
        if (task == null) {
            return Refusals.refuse(RefusalCode.TASK_UNKNOWN);
        }
        if (task.ended) {
            return Refusals.refuse(RefusalCode.TASK_ENDED);
        }
        List<Event> over = ReferenceEnds.endIfOver(history, task, now);
        if (!over.isEmpty()) {
            return Refusals.refuse(over, RefusalCode.TASK_EXPIRED);
        }
        if (history.laneOf(task).isPresent()) {
            return Refusals.refuse(RefusalCode.NOT_ALLOWED);
        }
        boolean own = !command.by().person() && command.by().name().equals(task.opened.agent());
        if (!own && !command.by().person()) {
            return Refusals.refuse(RefusalCode.NOT_ALLOWED);
        }
        if (notPositive(command.timeMillis(), command.calls())
                || history.spelled.wrong(command.objects().orElse(List.of()))) {
            return Refusals.refuse(RefusalCode.ARGUMENT_INVALID);
        }
        List<Key> objects =
                command.objects().map(TreeSet::new).map(List::copyOf).orElse(task.objects);
        long deadline =
                command.timeMillis().isPresent() ? now + command.timeMillis().getAsLong() : task.deadlineMillis;
        int calls = command.calls().orElse(task.calls);
        boolean narrower = task.objects.containsAll(objects) && deadline <= task.deadlineMillis && calls <= task.calls;
        if (!narrower && own) {
            return Refusals.refuse(RefusalCode.NOT_ALLOWED);
        }
        Optional<RefusalCode> gone = ReferenceAgents.gone(history, command.by());
        if (!narrower && gone.isPresent()) {
            return Refusals.refuse(gone.get());
        }
        Actor by = Actors.alone(command.by());
        if (!narrower
                && !Actors.mayJudge(
                        history.links,
                        by,
                        agentOf(task),
                        history.bundle.strictest().independence().attributes())) {
            return Refusals.refuse(RefusalCode.NOT_INDEPENDENT);
        }
        Intent intent = history.bundle.intents().get(task.opened.intent());
        if (intent == null) {
            return Refusals.refuse(RefusalCode.INTENT_UNKNOWN);
        }
        if (!fits(intent, objects)) {
            return Refusals.refuse(RefusalCode.OUTSIDE_OBJECTS);
        }
        if (calls > Math.max(intent.calls(), task.calls)
                || deadline > Math.max(task.openedAt + intent.timeMillis(), task.deadlineMillis)) {
            return Refusals.refuse(RefusalCode.OUTSIDE_INTENT);
        }
        if (task.opened.parent().isPresent()) {
            PastTask parent = history.task(task.opened.parent().getAsLong());
            if (deadline > parent.deadlineMillis || beyond(history, parent, intent, objects)) {
                return Refusals.refuse(RefusalCode.BEYOND_PARENT);
            }
        }
        Event amended = new Event.TaskAmended(task.number(), by, objects, deadline, calls, command.reason());
        return new Decision(List.of(amended), new Answer.Done(task.number()));
    }

    /** The task's agent, as far as the task knows it: it is no running instance, and has no model. */
    private static Actor agentOf(PastTask task) {
        return Actor.of(Map.of(
                Attributes.RUNTIME, AttributeValue.notApplicable(),
                Attributes.MODEL, AttributeValue.notApplicable(),
                Attributes.AGENT, AttributeValue.known(task.opened.agent()),
                Attributes.CHAIN, task.opened.chain(),
                Attributes.OWNER, task.opened.owner(),
                Attributes.ORIGIN, task.opened.origin()));
    }
}
