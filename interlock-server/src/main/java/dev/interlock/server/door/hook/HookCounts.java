package dev.interlock.server.door.hook;

import java.util.Collection;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/** The numbers of answers to hooks, by client. Thread-safe, without locks. */
final class HookCounts {

    private final SortedMap<String, Map<Kind, LongAdder>> numbers = new TreeMap<>();

    /** The kinds of answers. */
    enum Kind {
        /** The tool may be used. */
        PERMITTED,
        HELD,
        DENIED,
        /** Nothing was decided, as the event cannot be answered as it is, or comes too soon: the hook blocks. */
        REFUSED,
        /** Nothing was decided or recorded, or the server failed: the hook blocks. */
        FAILED
    }

    /** @param clients that are known */
    HookCounts(Collection<String> clients) {
        for (String client : clients) {
            Map<Kind, LongAdder> kinds = new EnumMap<>(Kind.class);
            for (Kind kind : Kind.values()) {
                kinds.put(kind, new LongAdder());
            }
            numbers.put(client, kinds);
        }
    }

    /** Counts an answer; none to a client that is not known, as its name comes from a caller. */
    void count(String client, Kind kind) {
        Map<Kind, LongAdder> kinds = numbers.get(client);
        if (kinds != null) {
            Objects.requireNonNull(kinds.get(kind), "each kind has a number").increment();
        }
    }

    /** Returns the numbers by client, and for each by kind, in small letters. */
    SortedMap<String, SortedMap<String, Long>> all() {
        SortedMap<String, SortedMap<String, Long>> all = new TreeMap<>();
        numbers.forEach((client, kinds) -> {
            SortedMap<String, Long> of = all.computeIfAbsent(client, any -> new TreeMap<>());
            kinds.forEach((kind, number) -> of.put(kind.name().toLowerCase(Locale.ROOT), number.sum()));
        });
        return all;
    }
}
