package dev.interlock.server.replay;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of a trace that have not ended, by the names that the trace gives them. A name that the trace opens is one task;
 * one that it only uses is a task for each agent that does.
 */
final class TaskNames {

    /** The number of no task. */
    static final long NONE = -1;

    /** The number of names of ended tasks that are remembered: a call in one of them is not a call in a task never heard of. */
    private static final int ENDED_KEPT = 1 << 16;

    /** The tasks that go on by one name. */
    private static final class Tasks {
        private long opened = NONE;
        private final Map<String, Long> used = new LinkedHashMap<>(2);

        private boolean isEmpty() {
            return opened == NONE && used.isEmpty();
        }
    }

    /** @param agent null for a task that the trace opens */
    private record Named(String task, @Nullable String agent) {}

    private final Map<String, Tasks> live = new HashMap<>();
    private final Map<Long, Named> byNumber = new HashMap<>();
    private final Map<String, Long> ended = new LinkedHashMap<>(64, 0.75f, false) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > ENDED_KEPT;
        }
    };

    /** The task that the trace opened by this name, whether it has ended or not. */
    long opened(String task) {
        Tasks tasks = live.get(task);
        return tasks != null && tasks.opened != NONE
                ? tasks.opened
                : ended.isEmpty() ? NONE : ended.getOrDefault(task, NONE);
    }

    boolean isOpen(String task) {
        Tasks tasks = live.get(task);
        return tasks != null && tasks.opened != NONE;
    }

    /** The task of this agent by a name that the trace only uses. */
    long used(String task, String agent) {
        Tasks tasks = live.get(task);
        return tasks == null ? NONE : tasks.used.getOrDefault(agent, NONE);
    }

    /** Returns a task that goes on by this name: what a task below it means. */
    long any(String task) {
        List<Long> all = all(task);
        return all.isEmpty() ? NONE : all.getLast();
    }

    void open(String task, long number) {
        ended.remove(task);
        tasks(task).opened = number;
        byNumber.put(number, new Named(task, null));
    }

    void use(String task, String agent, long number) {
        tasks(task).used.put(agent, number);
        byNumber.put(number, new Named(task, agent));
    }

    private Tasks tasks(String task) {
        return live.computeIfAbsent(task, t -> new Tasks());
    }

    /** Calls in a task of this name are refused, as in one never heard of. */
    void refuse(String task) {
        ended.put(task, 0L);
    }

    /** Returns all tasks that go on by this name, the latest first. */
    List<Long> all(String task) {
        Tasks tasks = live.get(task);
        if (tasks == null) {
            return List.of();
        }
        List<Long> all = new ArrayList<>(tasks.used.size() + 1);
        if (tasks.opened != NONE) {
            all.add(tasks.opened);
        }
        all.addAll(tasks.used.values());
        return all.reversed();
    }

    void ended(long number) {
        Named name = byNumber.remove(number);
        Tasks tasks = name == null ? null : live.get(name.task());
        if (name == null || tasks == null) {
            return;
        }
        if (name.agent() == null) {
            tasks.opened = NONE;
            ended.put(name.task(), number);
        } else {
            tasks.used.remove(name.agent());
        }
        if (tasks.isEmpty()) {
            live.remove(name.task());
        }
    }

    /** Returns how many tasks go on. */
    int size() {
        return byNumber.size();
    }
}
