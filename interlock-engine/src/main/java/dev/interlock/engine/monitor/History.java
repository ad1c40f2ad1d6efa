package dev.interlock.engine.monitor;

import dev.interlock.engine.table.KeyTable;
import java.util.stream.IntStream;

/**
 * The keys whose calls count on a key: the key itself, and those whose history it got by late links. What happened on a key
 * that is closed for a rule counts for that rule nowhere.
 */
final class History {

    private static final int[] NONE = {};

    private History() {}

    /** Whether the calls of the key count on it, and no others: nearly always, and then no array has to be made. */
    static boolean isOwn(int id, KeyTable keys, ClosedKeys closed) {
        return id != KeyTable.ABSENT && closed.isEmpty() && keys.lineage().inherited(id).length == 0;
    }

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
