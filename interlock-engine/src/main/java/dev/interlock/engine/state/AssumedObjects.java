package dev.interlock.engine.state;

import dev.interlock.engine.monitor.CallView;
import dev.interlock.engine.monitor.CallViewBuilder;
import dev.interlock.engine.table.KeyTable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The names that open calls took for granted: objects among their keys that nothing shows to exist. A call that creates an
 * object may turn out to create one of these.
 */
final class AssumedObjects {

    private static final int[] NONE = {};

    /** By kind and key: the number of open calls that have it. A key that was established since may stay until they settle. */
    private final Map<Integer, Map<Integer, Integer>> open = new HashMap<>();

    void reserve(CallView call, KeyTable keys) {
        for (int i = 0; i < call.objects(); i++) {
            if (keys.establishedAt(call.id(i)) == KeyTable.NEVER) {
                open.computeIfAbsent(call.kind(i), kind -> new HashMap<>()).merge(call.id(i), 1, Integer::sum);
            }
        }
    }

    /** Removes a call that is open no more. */
    void leave(CallView call) {
        if (open.isEmpty()) {
            return;
        }
        for (int i = 0; i < call.objects(); i++) {
            Map<Integer, Integer> ofKind = open.get(call.kind(i));
            if (ofKind != null) {
                ofKind.computeIfPresent(call.id(i), (id, calls) -> calls > 1 ? calls - 1 : null);
                if (ofKind.isEmpty()) {
                    open.remove(call.kind(i));
                }
            }
        }
    }

    /**
     * The assumed keys of the created types that are still not established, and that the call does not have itself.
     *
     * @param continued the open call whose place it is to take, which is not looked at
     */
    int[] of(List<String> creates, CallViewBuilder call, @Nullable CallView continued, KeyTable keys) {
        if (creates.isEmpty() || open.isEmpty()) {
            return NONE;
        }
        return creates.stream()
                .distinct()
                .flatMap(type -> open.getOrDefault(keys.kindOf(type), Map.of()).entrySet().stream())
                .filter(guess -> guess.getValue() > 1 || continued == null || !isAbout(continued, guess.getKey()))
                .mapToInt(Map.Entry::getKey)
                .filter(id -> keys.establishedAt(id) == KeyTable.NEVER && !call.has(id))
                .toArray();
    }

    private static boolean isAbout(CallView call, int object) {
        for (int i = 0; i < call.objects(); i++) {
            if (call.id(i) == object) {
                return true;
            }
        }
        return false;
    }
}
