package dev.interlock.engine.monitor;

import dev.interlock.engine.model.Element;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.table.KeyTable;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The closures of the elements of a list: what an element names, all that is reachable from that, and its values. */
public final class Closures {

    private Closures() {}

    /** @param created what the element created, where that has a name already: it lies on that, too */
    public static List<Key> of(Element element, List<Key> created, KeyTable keys) {
        Set<Key> seen = new LinkedHashSet<>(element.objects());
        seen.addAll(element.related());
        var found = new ArrayList<>(seen);
        for (int i = 0; i < found.size(); i++) {
            int id = keys.find(found.get(i));
            if (id != KeyTable.ABSENT) {
                for (int above : keys.relations(id)) {
                    add(keys.key(above), seen, found);
                }
                for (int above : keys.lineage().parents(id)) {
                    add(keys.key(above), seen, found);
                }
            }
        }
        element.values().forEach((name, value) -> add(new Key(name, value), seen, found));
        created.forEach(key -> add(key, seen, found));
        return found;
    }

    private static void add(Key key, Set<Key> seen, List<Key> found) {
        if (seen.add(key)) {
            found.add(key);
        }
    }
}
