package dev.interlock.engine.state;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The open calls by number. */
public final class CallTable {

    private final Map<Long, OpenCall> open = new HashMap<>();

    public @Nullable OpenCall get(long number) {
        return open.get(number);
    }

    /** Ascending by number. */
    public Collection<OpenCall> all() {
        return new TreeMap<>(open).values();
    }

    Collection<OpenCall> inNoOrder() {
        return open.values();
    }

    void put(OpenCall call) {
        open.put(call.view().seq(), call);
    }

    void remove(long number) {
        open.remove(number);
    }
}
