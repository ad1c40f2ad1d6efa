package dev.interlock.engine.decide;

import dev.interlock.engine.event.Code;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.monitor.CallView;
import dev.interlock.engine.policy.Intent;
import dev.interlock.engine.state.State;
import dev.interlock.engine.state.Task;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

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
        // What is outside by its text: a key, or a type where nobody recorded which object of it is meant.
        SortedMap<String, Optional<Key>> outside = null;
        for (Task t = task; t != null; t = t.parent()) {
            Intent intent = state.bundle().intents().get(t.intent());
            if (intent != null && !intent.about().isEmpty()) {
                outside = outside == null ? new TreeMap<>() : outside;
                addForeign(t, intent, view, outside);
                for (String type : view.unresolved()) {
                    if (intent.about().containsKey(type)) {
                        outside.put(type, Optional.empty());
                    }
                }
            }
        }
        if (outside != null && !outside.isEmpty()) {
            var first = outside.firstEntry();
            findings.add(Findings.deny(Code.OUTSIDE_OBJECTS, first.getValue(), first.getKey()));
        }
    }

    private static void addForeign(Task task, Intent intent, CallView view, SortedMap<String, Optional<Key>> outside) {
        for (int i = 0; i < view.belonging(); i++) {
            Key object = view.key(i);
            if (intent.about().containsKey(object.kind()) && !task.covers(object)) {
                outside.put(object.toString(), Optional.of(object));
            }
        }
    }
}
