package dev.interlock.engine.check;

import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.LaneScope;
import dev.interlock.engine.model.Wildcard;
import dev.interlock.engine.monitor.CallView;
import dev.interlock.engine.policy.BreakGlass;
import dev.interlock.engine.policy.Intent;
import dev.interlock.engine.state.Lane;
import dev.interlock.engine.state.State;
import dev.interlock.engine.state.Task;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The check that a call stays within the intent of its task and of every task above: authority only ever shrinks
 * downwards.
 */
public final class IntentCheck {

    private IntentCheck() {}

    public static void check(State state, Task task, CallView view, List<Finding> findings) {
        Lane lane = state.lanes().ofTask(task.number());
        if (lane != null) {
            checkLane(state, task, lane.scope(), view, findings);
            return;
        }
        checkDuties(state, task, view, findings);
        checkObjects(state, task, view, findings);
    }

    /** A lane is for its duties, as far as the bundle still allows them there, and for its objects. */
    private static void checkLane(State state, Task task, LaneScope scope, CallView view, List<Finding> findings) {
        Set<String> allowed = state.bundle().breakGlass().map(BreakGlass::allow).orElse(Set.of());
        String beyond = null;
        boolean anyDuty = false;
        for (String mark : view.facts().marks()) {
            if (isDuty(mark)) {
                anyDuty = true;
                if (beyond == null && !(scope.duties().contains(mark) && allowed.contains(mark))) {
                    beyond = mark;
                }
            }
        }
        if (!anyDuty || beyond != null) {
            findings.add(Findings.deny(FindingCode.OUTSIDE_LANE, beyond == null ? "" : beyond));
        }
        Set<String> types = new TreeSet<>();
        scope.objects().forEach(object -> types.add(object.kind()));
        if (!types.isEmpty()) {
            SortedMap<String, Optional<Key>> outside = new TreeMap<>();
            addForeign(task, types, view, outside);
            addFirst(outside, findings);
        }
    }

    private static void checkDuties(State state, Task task, CallView view, List<Finding> findings) {
        boolean anyDuty = false;
        for (String mark : view.facts().marks()) {
            if (isDuty(mark)) {
                anyDuty = true;
                if (!allowed(state, task, mark)) {
                    findings.add(Findings.deny(FindingCode.OUTSIDE_INTENT, mark));
                    return;
                }
            }
        }
        if (!anyDuty) {
            findings.add(Findings.deny(FindingCode.OUTSIDE_INTENT, ""));
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

    public static boolean isDuty(String mark) {
        return !mark.startsWith("sink/") && !mark.startsWith("label/");
    }

    private static void checkObjects(State state, Task task, CallView view, List<Finding> findings) {
        // The objects that are outside, by their text: a key, or a type where nobody recorded which object of it is
        // meant.
        SortedMap<String, Optional<Key>> outside = null;
        for (Task t = task; t != null; t = t.parent()) {
            Intent intent = state.bundle().intents().get(t.intent());
            if (intent != null && !intent.about().isEmpty()) {
                outside = outside == null ? new TreeMap<>() : outside;
                addForeign(t, intent.about().keySet(), view, outside);
            }
        }
        if (outside != null) {
            addFirst(outside, findings);
        }
    }

    private static void addFirst(SortedMap<String, Optional<Key>> outside, List<Finding> findings) {
        if (!outside.isEmpty()) {
            var first = outside.firstEntry();
            findings.add(Findings.deny(FindingCode.OUTSIDE_OBJECTS, first.getValue(), first.getKey()));
        }
    }

    /** Adds what of these types is not the task's: objects, and types of which nobody recorded which object is meant. */
    private static void addForeign(
            Task task, Set<String> types, CallView view, SortedMap<String, Optional<Key>> outside) {
        for (String kind : types) {
            if (view.readsAll(kind)) {
                Key all = Wildcard.of(kind);
                outside.put(all.toString(), Optional.of(all));
            }
        }
        for (int i = 0; i < view.belonging(); i++) {
            Key object = view.key(i);
            if (types.contains(object.kind()) && !task.covers(object)) {
                outside.put(object.toString(), Optional.of(object));
            }
        }
        for (String type : view.unresolved()) {
            if (types.contains(type)) {
                outside.put(type, Optional.empty());
            }
        }
    }
}
