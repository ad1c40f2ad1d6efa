package dev.interlock.engine.monitor;

import dev.interlock.engine.table.KeyTable;
import java.util.stream.IntStream;

/** The keys whose calls count on a key: the key itself, and those whose history it got by late links. */
final class History {

    private static final int[] NONE = {};

    private History() {}

    static int[] of(int id, KeyTable keys) {
        return id == KeyTable.ABSENT
                ? NONE
                : together(new int[] {id}, keys.lineage().inherited(id));
    }

    static int[] together(int[] some, int[] more) {
        return more.length == 0
                ? some
                : IntStream.concat(IntStream.of(some), IntStream.of(more))
                        .distinct()
                        .toArray();
    }
}
