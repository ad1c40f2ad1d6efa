package dev.interlock.engine.monitor;

import dev.interlock.engine.table.KeyTable;
import java.util.stream.IntStream;

/**
 * The keys whose calls count on a key: the key itself, those whose history it got by late links, and the key of all of
 * its kind. The calls of every key count on the key of all. Calls on a key that is closed for a rule count for that
 * rule nowhere.
 */
final class History {

    private static final int[] NONE = {};

    private History() {}

    /**
     * Returns whether the calls of the key, and no others, count on it. Nearly always they do, and then no array has to
     * be made.
     */
    static boolean isOwn(int id, int kind, KeyTable keys, ClosedKeys closed) {
        return id != KeyTable.ABSENT
                && closed.isEmpty()
                && keys.all(kind) == KeyTable.ABSENT
                && keys.lineage().inherited(id).length == 0;
    }

    /** @param id {@link KeyTable#ABSENT} also for an object that has no name yet: all counts there, too */
    static int[] counting(int id, int kind, KeyTable keys, ClosedKeys closed) {
        int[] own = of(id, keys, closed);
        int all = keys.all(kind);
        if (all == KeyTable.ABSENT) {
            return own;
        }
        int[] more = id == all
                ? keys.any(kind) == KeyTable.ABSENT ? NONE : new int[] {keys.any(kind)}
                : closed.isClosed(all) ? NONE : new int[] {all};
        return together(own, more);
    }

    /** The keys whose calls count on a key, without the key of all of its kind; none for an absent key. */
    static int[] of(int id, KeyTable keys, ClosedKeys closed) {
        if (id == KeyTable.ABSENT) {
            return NONE;
        }
        int[] inherited = keys.lineage().inherited(id);
        int[] all = inherited.length == 0 ? new int[] {id} : together(new int[] {id}, inherited);
        return closed.isEmpty()
                ? all
                : IntStream.of(all).filter(key -> !closed.isClosed(key)).toArray();
    }

    static int[] together(int[] some, int[] more) {
        return more.length == 0
                ? some
                : IntStream.concat(IntStream.of(some), IntStream.of(more))
                        .distinct()
                        .toArray();
    }
}
