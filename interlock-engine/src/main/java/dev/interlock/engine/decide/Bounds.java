package dev.interlock.engine.decide;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Cardinality;
import dev.interlock.engine.policy.Intent;
import dev.interlock.engine.state.State;
import dev.interlock.engine.state.Task;
import dev.interlock.engine.table.Reach;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** The bounds of tasks: what an intent asks for, and what a parent leaves. */
final class Bounds {

    private Bounds() {}

    /** The reason why these are not the objects that a task of this intent names; empty if they are. */
    static Optional<String> objectsMisfit(Intent intent, List<Key> objects) {
        for (Key object : objects) {
            if (!intent.about().containsKey(object.kind())) {
                return Optional.of("the intent `" + intent.name() + "` is not about `" + object + "`; it is about "
                        + (intent.about().isEmpty()
                                ? "no objects"
                                : String.join(", ", intent.about().keySet())));
            }
        }
        for (Map.Entry<String, Cardinality> about : intent.about().entrySet()) {
            long named = Reach.count(objects, about.getKey());
            boolean fits = about.getValue() == Cardinality.ONE ? named == 1 : named >= 1;
            if (!fits) {
                return Optional.of("the intent `" + intent.name() + "` is about "
                        + (about.getValue() == Cardinality.ONE ? "one `" : "at least one `") + about.getKey()
                        + "`; the task names " + named);
            }
        }
        return Optional.empty();
    }

    /** The reason why a sub-task with this intent and these objects has more than the parent gives; empty if it has not. */
    static Optional<String> beyondParent(State state, Task parent, Intent intent, List<Key> objects) {
        Intent above = state.bundle().intents().get(parent.intent());
        var excess = new TreeSet<>(intent.allow());
        if (above != null) {
            excess.removeAll(above.delegate());
        }
        if (!excess.isEmpty()) {
            return Optional.of(
                    "the parent's intent `" + parent.intent() + "` does not delegate " + String.join(", ", excess));
        }
        for (Task t = parent; t != null; t = t.parent()) {
            Intent bound = state.bundle().intents().get(t.intent());
            for (Key object : objects) {
                if (bound != null && bound.about().containsKey(object.kind()) && !t.covers(object)) {
                    return Optional.of("`" + object + "` is not among the objects of task `t-" + t.number() + "`");
                }
            }
        }
        return Optional.empty();
    }

    /** The refusal to amend a task to these bounds; empty if it may be amended. */
    static Optional<Answer.Refused> amendMisfit(State state, Task task, List<Key> objects, long deadline, int calls) {
        Intent intent = state.bundle().intents().get(task.intent());
        if (intent == null) {
            return Proposal.refusal(
                    RefusalCode.INTENT_UNKNOWN, "the bundle no longer has the intent `" + task.intent() + "`");
        }
        Optional<String> misfit = objectsMisfit(intent, objects);
        if (misfit.isPresent()) {
            return Proposal.refusal(RefusalCode.OUTSIDE_OBJECTS, misfit.get());
        }
        if (calls > Math.max(intent.calls(), task.calls())
                || deadline > Math.max(task.openedMillis() + intent.timeMillis(), task.deadlineMillis())) {
            return Proposal.refusal(
                    RefusalCode.OUTSIDE_INTENT,
                    "the intent `" + intent.name() + "` grants at most " + intent.calls() + " calls and "
                            + intent.timeMillis() / 1000 + " seconds from when the task was opened");
        }
        Task parent = task.parent();
        if (parent != null) {
            if (deadline > parent.deadlineMillis()) {
                return Proposal.refusal(
                        RefusalCode.BEYOND_PARENT, "the parent `t-" + parent.number() + "` ends earlier");
            }
            Optional<String> beyond = beyondParent(state, parent, intent, objects);
            if (beyond.isPresent()) {
                return Proposal.refusal(RefusalCode.BEYOND_PARENT, beyond.get());
            }
        }
        return Optional.empty();
    }
}
