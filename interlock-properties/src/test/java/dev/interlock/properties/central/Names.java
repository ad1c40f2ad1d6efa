package dev.interlock.properties.central;

import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Key;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The names of objects in a history: which of them an upstream may still give to a new object. */
final class Names {

    private final Map<Long, CallFacts> open = new TreeMap<>();
    private final Set<Long> unclear = new HashSet<>();
    private final Set<Key> established = new TreeSet<>();
    private final Set<Key> created = new TreeSet<>();
    /** Named by calls that succeeded. */
    private final Set<Key> settled = new HashSet<>();

    private final Map<Long, Set<Key>> takenBefore = new TreeMap<>();
    private final Map<Long, Set<Key>> establishedBefore = new TreeMap<>();

    /** The id of the new object that a call creates in this place: no two are the same. */
    static String fresh(long call, int place) {
        return place == 0 ? "new-" + call : "new-" + call + "-" + place;
    }

    void see(Event event) {
        switch (event) {
            case Event.CallReserved call -> {
                call.continues().ifPresent(open::remove);
                takenBefore.put(call.call(), taken());
                establishedBefore.put(call.call(), new TreeSet<>(established));
                open.put(call.call(), call.facts());
            }
            case Event.CallSettled call -> {
                if (call.settlement() instanceof Settlement.Unknown) {
                    unclear.add(call.call());
                }
                settle(call.call(), call.settlement());
            }
            case Event.CallRepeated call -> unclear.remove(call.call());
            case Event.CallConfirmed call -> {
                // A message about a call in flight does not say how it ends.
                if (unclear.remove(call.call())) {
                    settle(call.call(), call.settlement());
                }
            }
            case Event.CallReconciled call -> settle(call.call(), call.settlement());
            default -> {}
        }
    }

    private void settle(long call, Settlement settlement) {
        switch (settlement) {
            case Settlement.Unknown still -> {}
            case Settlement.Failed nothing -> open.remove(call);
            case Settlement.Existed existed -> settled.addAll(named(open.remove(call)));
            case Settlement.Succeeded succeeded -> {
                CallFacts facts = open.remove(call);
                settled.addAll(named(facts));
                if (facts.writes()) {
                    established.addAll(facts.objects());
                }
                established.addAll(succeeded.created());
                created.addAll(succeeded.created());
            }
        }
    }

    private static List<Key> named(CallFacts facts) {
        List<Key> named = new ArrayList<>(facts.objects());
        named.addAll(facts.related());
        return named;
    }

    /**
     * The names that a call reserved now cannot give. Those of what exists; and those that only settled calls bear, which the
     * semantics leave open.
     */
    Set<Key> taken() {
        Set<Key> taken = new TreeSet<>(settled);
        open.values().forEach(facts -> taken.removeAll(named(facts)));
        taken.addAll(established);
        return taken;
    }

    /** Whether a creation that returns the object shows by that that it created nothing. */
    boolean isOld(long call, Key object) {
        return establishedBefore.getOrDefault(call, Set.of()).contains(object) || created.contains(object);
    }

    /** Whether the call can be the one that creates the object; nothing is created twice. */
    boolean mayCreate(long call, Key object) {
        return !takenBefore.getOrDefault(call, Set.of()).contains(object) && !created.contains(object);
    }
}
