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
            long period = before.get().budgetSince.latest();
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

    /** Returns whether an implicit task opened now for the agent would have the same chain, owner and origin. */
    static boolean standsOn(PastTask task, Caller agent) {
        return task.opened.chain().equals(Actors.chain(agent))
                && task.opened.owner().equals(Actors.owner(agent))
                && task.opened.origin().equals(Actors.origin(agent));
    }

    /** The refusal of what takes a task that goes on, with the end of one that is over by now; none if the task goes on. */
    static Optional<Decision> over(History history, long number, long now) {
        PastTask task = history.tasks.get(number);
        if (task == null) {
            return Optional.of(Refusals.refuse(RefusalCode.TASK_UNKNOWN));
        }
        if (task.ended) {
            return Optional.of(Refusals.refuse(RefusalCode.TASK_ENDED));
        }
        List<Event> over = ReferenceEnds.endIfOver(history, task, now);
        return over.isEmpty() ? Optional.empty() : Optional.of(Refusals.refuse(over, RefusalCode.TASK_EXPIRED));
    }

    static Decision open(History history, OpenTask command, long now) {
        Intent intent = history.bundle.intents().get(command.intent());
        if (intent == null) {
            return Refusals.refuse(RefusalCode.INTENT_UNKNOWN);
        }
        if (!command.agent().mayHave(intent.name())) {
            return Refusals.refuse(RefusalCode.INTENT_NOT_GRANTED);
        }
        if (command.parent().isEmpty()) {
            return alone(history, command, intent, now);
        }
        Optional<Decision> over = over(history, command.parent().getAsLong(), now);
        return over.isPresent()
                ? over.get()
                : below(history, history.task(command.parent().getAsLong()), command, intent, now);
    }

    /** Opens a task that is below no other. */
    private static Decision alone(History history, OpenTask command, Intent intent, long now) {
        Caller opener = command.opener();
        Caller agent = command.agent();
        Optional<RefusalCode> refused = barred(history, command)
                .or(() -> inLane(history, opener))
                .or(() -> notAllowed(opener.person() || opener.name().equals(agent.name())))
                .or(() -> misfit(history, command, intent));
        if (refused.isPresent()) {
            return Refusals.refuse(refused.get());
        }
        AttributeValue origin = opener.person() ? AttributeValue.known(opener.name()) : Actors.origin(agent);
        return opened(
                history,
                command,
                intent,
                new Lineage(Actors.chain(agent), Actors.owner(agent), origin),
                Long.MAX_VALUE,
                now);
    }

    /** Opens a task below another, from which it has its lineage and no more than what that one has. */
    private static Decision below(History history, PastTask parent, OpenTask command, Intent intent, long now) {
        Caller opener = command.opener();
        boolean may = opener.person()
                ? AttributeValue.surelySame(AttributeValue.known(opener.name()), parent.opened.origin())
                : opener.name().equals(parent.opened.agent());
        List<Key> objects = List.copyOf(new TreeSet<>(command.objects()));
        Optional<RefusalCode> refused = barred(history, command)
                .or(() -> ReferenceAgents.barred(history, history.links, parent).map(Barred::refusal))
                .or(() -> notAllowed(history.laneOf(parent).isEmpty()))
                .or(() -> inLane(history, opener))
                .or(() -> notAllowed(may))
                .or(() -> misfit(history, command, intent));
        if (refused.isPresent()) {
            return Refusals.refuse(refused.get());
        }
        if (beyond(history, parent, intent, objects) || history.lineage(parent).size() >= MOST_NESTED) {
            return Refusals.refuse(RefusalCode.BEYOND_PARENT);
        }
        AttributeValue owner = inherited(Actors.owner(command.agent()), parent.opened.owner());
        return opened(
                history,
                command,
                intent,
                new Lineage(parent.opened.chain(), owner, parent.opened.origin()),
                parent.deadline.earliest(),
                now);
    }

    private record Lineage(AttributeValue chain, AttributeValue owner, AttributeValue origin) {}

    private static Decision opened(
            History history, OpenTask command, Intent intent, Lineage lineage, long latest, long now) {
        long number = history.nextSeq();
        long time = Math.min(command.timeMillis().orElse(Long.MAX_VALUE), intent.timeMillis());
        Event.TaskOpened opened = new Event.TaskOpened(
                number,
                command.parent(),
                command.agent().name(),
                command.opener().name(),
                intent.name(),
                command.instructionDigest(),
                command.instruction(),
                lineage.chain(),
                lineage.owner(),
                lineage.origin(),
                List.copyOf(new TreeSet<>(command.objects())),
                Math.min(now + time, latest),
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

    private static Optional<RefusalCode> notAllowed(boolean allowed) {
        return allowed ? Optional.empty() : Optional.of(RefusalCode.NOT_ALLOWED);
    }

    private static Optional<RefusalCode> inLane(History history, Caller opener) {
        return opener.person()
                ? Optional.empty()
                : ReferenceLanes.isolated(history, Optional.empty(), opener).map(barred -> RefusalCode.RUNTIME_IN_LANE);
    }

    private static Optional<RefusalCode> misfit(History history, OpenTask command, Intent intent) {
        if (notPositive(command.timeMillis(), command.calls()) || history.spelled.wrong(command.objects())) {
            return Optional.of(RefusalCode.ARGUMENT_INVALID);
        }
        return fits(intent, List.copyOf(new TreeSet<>(command.objects())))
                ? Optional.empty()
                : Optional.of(RefusalCode.OUTSIDE_OBJECTS);
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
        Optional<Decision> over = over(history, command.task(), now);
        if (over.isPresent()) {
            return over.get();
        }
        PastTask task = history.task(command.task());
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
        Set<String> labels = command.declassify();
        if (!labels.isEmpty()
                && (labels.size() > 20
                        || labels.stream().anyMatch(label -> !label.matches("label/[A-Za-z0-9._-]{1,64}"))
                        || command.reason().isBlank()
                        || task.opened.parent().isPresent())) {
            return Refusals.refuse(RefusalCode.ARGUMENT_INVALID);
        }
        List<Key> objects =
                command.objects().map(TreeSet::new).map(List::copyOf).orElse(task.objects);
        long deadline =
                command.timeMillis().isPresent() ? now + command.timeMillis().getAsLong() : task.deadline.earliest();
        int calls = command.calls().orElse(task.calls);
        boolean narrower = labels.isEmpty()
                && task.objects.containsAll(objects)
                && deadline <= task.deadline.earliest()
                && calls <= task.calls;
        if (!narrower && own) {
            return Refusals.refuse(RefusalCode.NOT_ALLOWED);
        }
        Optional<RefusalCode> gone = ReferenceAgents.gone(history, command.by());
        if (!narrower && gone.isPresent()) {
            return Refusals.refuse(gone.get());
        }
        Actor by = Actors.alone(command.by());
        if (!narrower && !Actors.mayJudge(history, by, agentOf(task))) {
            return Refusals.refuse(RefusalCode.NOT_INDEPENDENT);
        }
        if (!labels.isEmpty()
                && history.subtree(task).stream()
                        .anyMatch(each -> !each.ended && !Actors.mayJudge(history, by, agentOf(each)))) {
            return Refusals.refuse(RefusalCode.NOT_INDEPENDENT);
        }
        Optional<RefusalCode> misfit = misfit(history, task, objects, deadline, calls);
        if (misfit.isPresent()) {
            return Refusals.refuse(misfit.get());
        }
        Event amended = new Event.TaskAmended(
                task.number(), by, objects, deadline, calls, command.reason(), command.declassify());
        return new Decision(List.of(amended), new Answer.Done(task.number()));
    }

    /** The refusal of bounds that neither the task's intent nor its parent gives; none of those that they give. */
    private static Optional<RefusalCode> misfit(
            History history, PastTask task, List<Key> objects, long deadline, int calls) {
        Intent intent = history.bundle.intents().get(task.opened.intent());
        if (intent == null) {
            return Optional.of(RefusalCode.INTENT_UNKNOWN);
        }
        if (!fits(intent, objects)) {
            return Optional.of(RefusalCode.OUTSIDE_OBJECTS);
        }
        if (calls > Math.max(intent.calls(), task.calls)
                || deadline > Math.max(task.openedAt.earliest() + intent.timeMillis(), task.deadline.earliest())) {
            return Optional.of(RefusalCode.OUTSIDE_INTENT);
        }
        if (task.opened.parent().isPresent()) {
            PastTask parent = history.task(task.opened.parent().getAsLong());
            if (deadline > parent.deadline.earliest() || beyond(history, parent, intent, objects)) {
                return Optional.of(RefusalCode.BEYOND_PARENT);
            }
        }
        return Optional.empty();
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
