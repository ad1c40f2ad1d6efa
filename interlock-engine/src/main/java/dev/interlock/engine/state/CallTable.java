package dev.interlock.engine.state;

import java.util.Collection;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The open calls by number. */
public final class CallTable {

    private final TreeMap<Long, OpenCall> open = new TreeMap<>();

    public @Nullable OpenCall get(long number) {
        return open.get(number);
    }

    /** Ascending by number. */
    public Collection<OpenCall> all() {
        return open.values();
    }

    void put(OpenCall call) {
        open.put(call.view().seq(), call);
    }

    void remove(long number) {
        open.remove(number);
    }
}
