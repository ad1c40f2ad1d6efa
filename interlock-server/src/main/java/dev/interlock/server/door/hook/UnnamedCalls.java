package dev.interlock.server.door.hook;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.OptionalLong;

/**
 * The permitted calls of one agent whose programs give their calls no names: an outcome is that of the first call that is alike. What is
 * not remembered any more, as after a restart, becomes unknown. Thread-safe.
 */
final class UnnamedCalls {

    private static final int MOST_REMEMBERED = 1_000;

    private final LinkedHashMap<String, Deque<Long>> calls = new LinkedHashMap<>(); // guarded by this

    synchronized void permitted(String alike, long call) {
        Deque<Long> waiting = calls.computeIfAbsent(alike, any -> new ArrayDeque<>());
        waiting.addLast(call);
        if (waiting.size() > MOST_REMEMBERED) {
            waiting.removeFirst();
        }
        if (calls.size() > MOST_REMEMBERED) {
            calls.pollFirstEntry();
        }
    }

    synchronized OptionalLong take(String alike) {
        Deque<Long> waiting = calls.get(alike);
        if (waiting == null) {
            return OptionalLong.empty();
        }
        long call = waiting.removeFirst();
        if (waiting.isEmpty()) {
            calls.remove(alike);
        }
        return OptionalLong.of(call);
    }
}
