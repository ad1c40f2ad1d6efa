package dev.interlock.server.content;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Calls that others carry out, by their number: the latest of each agent. An agent that makes many loses its own oldest ones, not those
 * of others. Not thread-safe.
 */
final class CallsElsewhere {

    private final int mostOfAgent;
    /** The calls by agent, the oldest first. Agents are registered, so their number is bounded. */
    private final Map<String, LinkedHashMap<Long, Call>> byAgent = new HashMap<>();

    /** A call as it was made. */
    record Call(ToolUse use, long task) {}

    CallsElsewhere(int mostOfAgent) {
        this.mostOfAgent = mostOfAgent;
    }

    void add(long number, Call call) {
        var own = byAgent.computeIfAbsent(call.use().caller().name(), name -> new LinkedHashMap<>());
        own.putLast(number, call);
        if (own.size() > mostOfAgent) {
            own.pollFirstEntry();
        }
    }

    Optional<Call> find(long number) {
        return byAgent.values().stream()
                .flatMap(own -> Optional.ofNullable(own.get(number)).stream())
                .findFirst();
    }

    Optional<Call> remove(long number) {
        return byAgent.values().stream()
                .flatMap(own -> Optional.ofNullable(own.remove(number)).stream())
                .findFirst();
    }
}
