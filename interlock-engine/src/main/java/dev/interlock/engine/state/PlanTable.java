package dev.interlock.engine.state;

import dev.interlock.engine.event.Event;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.monitor.CallView;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The plans of the tasks that have not ended. A call meets only the plans with a step of its tool or marks. */
public final class PlanTable {

    private final Map<Long, TaskPlan> byTask = new HashMap<>();
    private final Map<String, SortedSet<Long>> byTrigger = new HashMap<>();
    /** By call in flight: the tasks whose plans it carries on. */
    private final Map<Long, SortedSet<Long>> inFlight = new HashMap<>();

    /** The plan of the task, if it declared one. */
    public @Nullable TaskPlan get(long task) {
        return byTask.get(task);
    }

    /** The plans, ascending by task. */
    Collection<TaskPlan> all() {
        return new TreeMap<>(byTask).values();
    }

    void declare(long number, Event.PlanDeclared event) {
        add(new TaskPlan(number, event));
    }

    void add(TaskPlan plan) {
        long task = plan.declared().task();
        end(task);
        byTask.put(task, plan);
        for (String trigger : plan.triggers()) {
            byTrigger.computeIfAbsent(trigger, t -> new TreeSet<>()).add(task);
        }
    }

    void end(long task) {
        TaskPlan plan = byTask.remove(task);
        if (plan != null) {
            for (String trigger : plan.triggers()) {
                byTrigger.computeIfPresent(trigger, (t, tasks) -> {
                    tasks.remove(task);
                    return tasks.isEmpty() ? null : tasks;
                });
            }
        }
    }

    void reserve(CallView view) {
        if (byTask.isEmpty()) {
            return;
        }
        SortedSet<Long> tasks =
                new TreeSet<>(byTrigger.getOrDefault(view.facts().tool(), new TreeSet<>()));
        for (String mark : view.facts().marks()) {
            tasks.addAll(byTrigger.getOrDefault(mark, new TreeSet<>()));
        }
        tasks.removeIf(task -> !required(task).reserve(view));
        if (!tasks.isEmpty()) {
            inFlight.put(view.seq(), tasks);
        }
    }

    /** Notes that the call was done in part. */
    void left(CallView done, CallView undone) {
        for (long task : inFlight.getOrDefault(done.seq(), new TreeSet<>())) {
            TaskPlan plan = byTask.get(task);
            if (plan != null) {
                plan.left(done, undone);
            }
        }
    }

    void succeed(long call, List<Key> created) {
        for (long task : settled(call)) {
            TaskPlan plan = byTask.get(task);
            if (plan != null) {
                plan.succeed(call, created);
            }
        }
    }

    void fail(long call) {
        for (long task : settled(call)) {
            TaskPlan plan = byTask.get(task);
            if (plan != null) {
                plan.fail(call);
            }
        }
    }

    private SortedSet<Long> settled(long call) {
        SortedSet<Long> tasks = inFlight.isEmpty() ? null : inFlight.remove(call);
        return tasks == null ? Collections.emptySortedSet() : tasks;
    }

    private TaskPlan required(long task) {
        TaskPlan plan = byTask.get(task);
        if (plan == null) {
            throw new IllegalStateException("task " + task + " has no plan");
        }
        return plan;
    }

    void restoreInFlight(long call, long task) {
        inFlight.computeIfAbsent(call, c -> new TreeSet<>()).add(task);
    }
}
