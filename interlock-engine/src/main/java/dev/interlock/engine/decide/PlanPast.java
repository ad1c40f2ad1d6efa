package dev.interlock.engine.decide;

import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.PlanStep;
import dev.interlock.engine.model.Scopes;
import dev.interlock.engine.state.OpenCall;
import dev.interlock.engine.state.State;
import dev.interlock.engine.state.TaskPlan;
import dev.interlock.engine.table.KeyTable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The record of the objects of a plan: what they belong to and descend from, and on which of them others did something.
 * Gathered at once, so that the plan can be answered later on any thread.
 */
final class PlanPast {

    private final State state;
    private final @Nullable TaskPlan own;
    private final Map<Key, List<Key>> related = new HashMap<>();
    private final Set<Key> past = new HashSet<>();

    /** @param own the plan as it was declared; null while it is being declared */
    PlanPast(State state, List<PlanStep> steps, @Nullable TaskPlan own) {
        this.state = state;
        this.own = own;
        Set<Key> found = new TreeSet<>(Set.of(Scopes.WHOLE_DOMAIN));
        Deque<Key> next = new ArrayDeque<>();
        steps.forEach(step -> next.addAll(step.objects()));
        while (!next.isEmpty()) {
            Key key = next.pop();
            boolean exists = steps.stream().noneMatch(step -> step.makes(key)) || (own != null && own.isCreated(key));
            if (exists && found.add(key)) {
                related.put(key, above(key));
                next.addAll(related(key));
            }
        }
        found.stream().filter(this::isOthers).forEach(past::add);
    }

    private List<Key> above(Key object) {
        KeyTable keys = state.keys();
        int id = keys.find(object);
        List<Key> all = new ArrayList<>();
        if (id != KeyTable.ABSENT) {
            for (int belongsTo : keys.relations(id)) {
                all.add(keys.key(belongsTo));
            }
            for (int parent : keys.lineage().parents(id)) {
                all.add(keys.key(parent));
            }
        }
        return all;
    }

    /**
     * Returns whether calls of others lie on the key, or may turn out to: it got their history, or may be what they
     * create.
     */
    private boolean isOthers(Key key) {
        KeyTable keys = state.keys();
        int id = keys.find(key);
        int all = keys.all(keys.kindOf(key.kind()));
        if (all != KeyTable.ABSENT && keys.calls(all) > 0) {
            return true;
        }
        boolean certain = id != KeyTable.ABSENT
                && (keys.calls(id) > (own == null ? 0 : own.callsOn(key))
                        || keys.lineage().inherited(id).length > 0);
        boolean established = id != KeyTable.ABSENT && keys.establishedAt(id) != KeyTable.NEVER;
        return certain || (!established && mayBeCreated(key.kind()));
    }

    private boolean mayBeCreated(String kind) {
        for (OpenCall open : state.calls().all()) {
            if (open.view().creates(kind)) {
                return true;
            }
        }
        return false;
    }

    List<Key> related(Key key) {
        return related.getOrDefault(key, List.of());
    }

    boolean isPast(Key key) {
        return past.contains(key);
    }
}
