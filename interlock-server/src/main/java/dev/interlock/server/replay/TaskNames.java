package dev.interlock.server.replay;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The tasks of a trace that have not ended, by the names that the trace gives them. A name that the trace opens is one task;
 * one that it only uses is a task for each agent that does.
 */
final class TaskNames {

    /** How many names of ended tasks are remembered: a call in one of them is not a call in a task never heard of. */
    private static final int ENDED_KEPT = 1 << 16;

    private record Named(String task, String agent) {}

    /** In place of an agent, for a task that the trace opens. */
    private static final String OPENED = "";

    private final Map<String, Map<String, Long>> live = new HashMap<>();
    private final Map<Long, Named> byNumber = new HashMap<>();
    private final Map<String, Long> ended = new LinkedHashMap<>(64, 0.75f, false) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > ENDED_KEPT;
        }
    };

    /** The task that the trace opened by this name, whether it has ended or not. */
    OptionalLong opened(String task) {
        Long number = live.getOrDefault(task, Map.of()).get(OPENED);
        if (number == null) {
            number = ended.get(task);
        }
        return number == null ? OptionalLong.empty() : OptionalLong.of(number);
    }

    boolean isOpen(String task) {
        return live.getOrDefault(task, Map.of()).containsKey(OPENED);
    }

    /** The task of this agent by a name that the trace only uses. */
    OptionalLong used(String task, String agent) {
        Long number = live.getOrDefault(task, Map.of()).get(agent + "/");
        return number == null ? OptionalLong.empty() : OptionalLong.of(number);
    }

    /** Any task that goes on by this name: what a task below it means. */
    OptionalLong any(String task) {
        Map<String, Long> found = live.getOrDefault(task, Map.of());
        return found.values().stream().mapToLong(Long::longValue).min();
    }

    void open(String task, long number) {
        ended.remove(task);
        put(new Named(task, OPENED), number);
    }

    void use(String task, String agent, long number) {
        put(new Named(task, agent + "/"), number);
    }

    private void put(Named name, long number) {
        live.computeIfAbsent(name.task(), t -> new LinkedHashMap<>(2)).put(name.agent(), number);
        byNumber.put(number, name);
    }

    /** Calls in a task of this name are refused, as if it had ended. */
    void refuse(String task) {
        ended.put(task, 0L);
    }

    /** All that go on by this name, the latest first. */
    List<Long> all(String task) {
        return new ArrayList<>(live.getOrDefault(task, Map.of()).values()).reversed();
    }

    void ended(long number) {
        Named name = byNumber.remove(number);
        if (name == null) {
            return;
        }
        Map<String, Long> tasks = live.get(name.task());
        if (tasks != null) {
            tasks.remove(name.agent());
            if (tasks.isEmpty()) {
                live.remove(name.task());
            }
        }
        if (name.agent().equals(OPENED)) {
            ended.put(name.task(), number);
        }
    }

    /** How many go on. */
    int size() {
        return byNumber.size();
    }
}
