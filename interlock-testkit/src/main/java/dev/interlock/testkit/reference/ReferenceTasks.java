package dev.interlock.testkit.reference;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command.AmendTask;
import dev.interlock.engine.command.Command.EndTask;
import dev.interlock.engine.command.Command.OpenTask;
import dev.interlock.engine.command.Decision;
import dev.interlock.engine.event.Code;
import dev.interlock.engine.event.EndReason;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Cardinality;
import dev.interlock.engine.policy.Intent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/** Tasks: how they begin, change and end. */
final class ReferenceTasks {

    /** Who ends a task that is over by time. */
    static final String INTERLOCK = "interlock";

    /** SHA-256 of nothing. */
    private static final String NO_INSTRUCTION =
            "sha-256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    /** A task, its parent, and so on: no more than this. */
    private static final int MOST_NESTED = 32;

    private ReferenceTasks() {}

    // --- over

    /** Why the task is over by time, if it is: its deadline passed, or nothing happened in it or below for too long. */
    private static Optional<EndReason> over(History history, PastTask task, long now) {
        if (now > task.deadlineMillis) {
            return Optional.of(EndReason.EXPIRED);
        }
        long last = history.subtree(task).stream()
                .mapToLong(each -> each.lastEventAt)
                .max()
                .orElseThrow();
        return now - last > task.opened.idleMillis() ? Optional.of(EndReason.IDLE) : Optional.empty();
    }

    /** The events that end the task because it, or one above it, is over by time; none if it goes on. */
    static List<Event> endIfOver(History history, PastTask task, long now) {
        for (PastTask each : history.lineage(task).reversed()) {
            if (!each.ended && over(history, each, now).isPresent()) {
                return end(history, each, over(history, each, now).get(), INTERLOCK);
            }
        }
        return List.of();
    }

    /** Ends the task with its subtree, children first. */
    static List<Event> end(History history, PastTask task, EndReason reason, String by) {
        List<Event> events = new ArrayList<>();
        for (PastTask each : history.subtree(task)) {
            if (!each.ended) {
                events.add(new Event.TaskEnded(each.number(), each == task ? reason : EndReason.PARENT_ENDED, by));
            }
        }
        return events;
    }

    static Decision tick(History history, long now) {
        List<Event> events = new ArrayList<>();
        for (PastTask task : history.tasks.values()) {
            if (!task.ended) {
                for (Event event : endIfOver(history, task, now)) {
                    if (!events.contains(event)) {
                        events.add(event);
                    }
                }
            }
        }
        return new Decision(events, new Answer.Done(0));
    }

    // --- open

    static Event.TaskOpened implicitTask(
            History history, Optional<PastTask> before, long number, Caller caller, Intent intent, long now) {
        long since = now;
        int used = 0;
        if (before.isPresent()) {
            Intent its = history.bundle.intents().get(before.get().opened.intent());
            long period = before.get().opened.budgetSinceMillis();
            if (its != null && now - period < its.timeMillis()) {
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
            return Refusals.refuse(Code.INTENT_UNKNOWN);
        }
        Caller opener = command.opener();
        Caller agent = command.agent();
        List<Key> objects = List.copyOf(new TreeSet<>(command.objects()));
        long deadline = now + Math.min(command.timeMillis().orElse(Long.MAX_VALUE), intent.timeMillis());
        AttributeValue chain = Actors.chain(agent);
        AttributeValue owner = Actors.owner(agent);
        AttributeValue origin = opener.person() ? AttributeValue.known(opener.name()) : Actors.origin(agent);
        if (command.parent().isPresent()) {
            PastTask parent = history.tasks.get(command.parent().getAsLong());
            if (parent == null) {
                return Refusals.refuse(Code.TASK_UNKNOWN);
            }
            if (parent.ended) {
                return Refusals.refuse(Code.TASK_ENDED);
            }
            List<Event> over = endIfOver(history, parent, now);
            if (!over.isEmpty()) {
                return Refusals.refuse(over, Code.TASK_EXPIRED);
            }
            boolean may = opener.person()
                    ? AttributeValue.surelySame(AttributeValue.known(opener.name()), parent.opened.origin())
                    : opener.name().equals(parent.opened.agent());
            if (!may) {
                return Refusals.refuse(Code.NOT_ALLOWED);
            }
            if (!fits(intent, objects)) {
                return Refusals.refuse(Code.OUTSIDE_OBJECTS);
            }
            if (beyond(history, parent, intent, objects)
                    || history.lineage(parent).size() >= MOST_NESTED) {
                return Refusals.refuse(Code.BEYOND_PARENT);
            }
            deadline = Math.min(deadline, parent.deadlineMillis);
            origin = parent.opened.origin();
            if (!agent.root()) {
                chain = parent.opened.chain();
                owner = parent.opened.owner();
            }
        } else {
            if (!opener.person() && !opener.name().equals(agent.name())) {
                return Refusals.refuse(Code.NOT_ALLOWED);
            }
            if (!fits(intent, objects)) {
                return Refusals.refuse(Code.OUTSIDE_OBJECTS);
            }
        }
        long number = history.nextSeq();
        Event opened = new Event.TaskOpened(
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
        return new Decision(List.of(opened), new Answer.Done(number));
    }

    /** Whether the objects are those that the intent is about: one, or at least one, of each type and no others. */
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

    /** Whether a task with this intent and these objects would have more than the parent gives. */
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
            return Refusals.refuse(Code.TASK_UNKNOWN);
        }
        if (task.ended) {
            return Refusals.refuse(Code.TASK_ENDED);
        }
        List<Event> over = endIfOver(history, task, now);
        if (!over.isEmpty()) {
            return Refusals.refuse(over, Code.TASK_EXPIRED);
        }
        boolean own = !command.by().person() && command.by().name().equals(task.opened.agent());
        if (!own && !command.by().person()) {
            return Refusals.refuse(Code.NOT_ALLOWED);
        }
        List<Key> objects =
                command.objects().map(TreeSet::new).map(List::copyOf).orElse(task.objects);
        long deadline =
                command.timeMillis().isPresent() ? now + command.timeMillis().getAsLong() : task.deadlineMillis;
        int calls = command.calls().orElse(task.calls);
        boolean narrower = task.objects.containsAll(objects) && deadline <= task.deadlineMillis && calls <= task.calls;
        if (!narrower && own) {
            return Refusals.refuse(Code.NOT_ALLOWED);
        }
        Actor by = Actors.alone(command.by());
        if (!narrower
                && !Actors.mayJudge(
                        by,
                        agentOf(task),
                        history.bundle.strictest().independence().attributes())) {
            return Refusals.refuse(Code.NOT_INDEPENDENT);
        }
        Intent intent = history.bundle.intents().get(task.opened.intent());
        if (intent == null) {
            return Refusals.refuse(Code.INTENT_UNKNOWN);
        }
        if (!fits(intent, objects)) {
            return Refusals.refuse(Code.OUTSIDE_OBJECTS);
        }
        if (calls > Math.max(intent.calls(), task.calls)
                || deadline > Math.max(now + intent.timeMillis(), task.deadlineMillis)) {
            return Refusals.refuse(Code.OUTSIDE_INTENT);
        }
        if (task.opened.parent().isPresent()) {
            PastTask parent = history.task(task.opened.parent().getAsLong());
            if (deadline > parent.deadlineMillis || beyond(history, parent, intent, objects)) {
                return Refusals.refuse(Code.BEYOND_PARENT);
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

    // --- end

    static Decision end(History history, EndTask command) {
        PastTask task = history.tasks.get(command.task());
        if (task == null) {
            return Refusals.refuse(Code.TASK_UNKNOWN);
        }
        if (task.ended) {
            return Refusals.refuse(Code.TASK_ENDED);
        }
        String by = command.by().name();
        if (!command.by().person()
                && history.lineage(task).stream()
                        .noneMatch(each -> each.opened.agent().equals(by))) {
            return Refusals.refuse(Code.NOT_ALLOWED);
        }
        return new Decision(end(history, task, command.reason(), by), new Answer.Done(task.number()));
    }
}
