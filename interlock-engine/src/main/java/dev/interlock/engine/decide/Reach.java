package dev.interlock.engine.decide;

import dev.interlock.engine.model.Key;
import dev.interlock.engine.table.KeyTable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The objects that an object belongs to, by recorded relations, at any distance; the object itself included. */
final class Reach {

    private Reach() {}

    static List<Key> from(Key object, int id, KeyTable keys) {
        var found = new ArrayList<Key>(4);
        found.add(object);
        if (id == KeyTable.ABSENT) {
            return found;
        }
        for (int relation : keys.relations(id)) {
            add(relation, keys, found);
        }
        return found;
    }

    private static void add(int id, KeyTable keys, List<Key> found) {
        Key key = keys.key(id);
        if (found.contains(key)) {
            return;
        }
        found.add(key);
        for (int relation : keys.relations(id)) {
            add(relation, keys, found);
        }
    }

    static long count(Collection<Key> keys, String kind) {
        long count = 0;
        for (Key key : keys) {
            if (key.kind().equals(kind)) {
                count++;
            }
        }
        return count;
    }
}
