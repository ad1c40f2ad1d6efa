package dev.interlock.server.door.api.view;

import dev.interlock.engine.model.Key;
import dev.interlock.engine.table.KeyTable;
import java.util.ArrayDeque;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** What objects belong to or descend from, by the record. */
final class Relations {

    /** Relations shown of one object. */
    static final int MOST = 50;

    private Relations() {}

    /** The objects that one belongs to or descends from, directly or by another one. */
    static SortedSet<Key> above(KeyTable keys, Key key) {
        var found = new TreeSet<Key>();
        int id = keys.find(key);
        if (id == KeyTable.ABSENT) {
            return found;
        }
        var queue = new ArrayDeque<Integer>();
        queue.add(id);
        while (!queue.isEmpty() && found.size() < MOST) {
            int next = queue.remove();
            for (int[] above : List.of(keys.relations(next), keys.lineage().parents(next))) {
                for (int to : above) {
                    if (found.add(keys.key(to))) {
                        queue.add(to);
                    }
                }
            }
        }
        return found;
    }
}
