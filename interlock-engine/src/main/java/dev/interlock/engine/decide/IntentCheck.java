package dev.interlock.engine.decide;

import dev.interlock.engine.event.Code;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.monitor.CallView;
import dev.interlock.engine.policy.Cardinality;
import dev.interlock.engine.policy.Intent;
import dev.interlock.engine.policy.ObjectType;
import dev.interlock.engine.state.State;
import dev.interlock.engine.state.Task;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** A call stays within the intent of its task and of every task above: authority only ever shrinks downwards. */
final class IntentCheck {

    private IntentCheck() {}

    static void check(State state, Task task, CallView view, List<Finding> findings) {
        checkDuties(state, task, view, findings);
        checkObjects(state, task, view, findings);
    }

    private static void checkDuties(State state, Task task, CallView view, List<Finding> findings) {
        boolean anyDuty = false;
        for (String mark : view.facts().marks()) {
            if (isDuty(mark)) {
                anyDuty = true;
                if (!allowed(state, task, mark)) {
                    findings.add(Findings.deny(Code.OUTSIDE_INTENT, mark));
                    return;
                }
            }
        }
        if (!anyDuty) {
            findings.add(Findings.deny(Code.OUTSIDE_INTENT, ""));
        }
    }

    private static boolean allowed(State state, Task task, String duty) {
        for (Task t = task; t != null; t = t.parent()) {
            Intent intent = state.bundle().intents().get(t.intent());
            if (intent == null || !intent.allow().contains(duty)) {
                return false;
            }
        }
        return true;
    }

    static boolean isDuty(String mark) {
        return !mark.startsWith("sink/") && !mark.startsWith("label/");
    }

    private static void checkObjects(State state, Task task, CallView view, List<Finding> findings) {
        Set<String> outside = null;
        for (Task t = task; t != null; t = t.parent()) {
            Intent intent = state.bundle().intents().get(t.intent());
            if (intent != null && !intent.about().isEmpty()) {
                outside = outside == null ? new TreeSet<>() : outside;
                addForeign(t, intent, view, outside);
                addUnresolved(state, intent, view, outside);
            }
        }
        if (outside != null && !outside.isEmpty()) {
            String first = outside.iterator().next();
            Optional<Key> key = first.indexOf('/') > 0 ? Optional.of(Key.parse(first)) : Optional.empty();
            findings.add(Findings.deny(Code.OUTSIDE_OBJECTS, key, first));
        }
    }

    private static void addForeign(Task task, Intent intent, CallView view, Set<String> outside) {
        for (int i = 0; i < view.objects(); i++) {
            Key object = view.key(i);
            if (intent.about().containsKey(object.kind()) && !task.covers(object)) {
                outside.add(object.toString());
            }
        }
    }

    /** An object that must belong to one of a type the task is about, and of which nobody recorded to which. */
    private static void addUnresolved(State state, Intent intent, CallView view, Set<String> outside) {
        for (int i = 0; i < view.direct(); i++) {
            ObjectType type = state.bundle().types().get(view.key(i).kind());
            if (type == null) {
                continue;
            }
            for (Map.Entry<String, Cardinality> of : type.of().entrySet()) {
                if (of.getValue() == Cardinality.ONE
                        && intent.about().containsKey(of.getKey())
                        && Reach.count(Reach.from(view.key(i), view.id(i), state.keys()), of.getKey()) == 0) {
                    outside.add(of.getKey());
                }
            }
        }
    }
}
