package dev.interlock.server.door.api.view;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.Key;
import dev.interlock.server.json.Json;
import dev.interlock.server.render.Ids;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A call of the record, with what became of it so far.
 *
 * @param recorded the entry that decided it
 * @param settlement its outcome; empty where it is in flight, or was never permitted
 * @param settled the entry with the outcome
 * @param continued another call took its place
 */
record PastCall(Recorded recorded, Optional<Settlement> settlement, OptionalLong settled, boolean continued) {

    long number() {
        return recorded.seq();
    }

    Event.CallDecided decided() {
        return (Event.CallDecided) recorded.event();
    }

    String party() {
        return decided().actor().name();
    }

    /** Returns whether it may have had an effect: it was permitted, or observed, and is not known to have failed. */
    boolean happened() {
        return switch (decided()) {
            case Event.CallReserved reserved ->
                !continued
                        && settlement
                                .filter(outcome -> outcome instanceof Settlement.Failed)
                                .isEmpty();
            case Event.CallObserved observed -> true;
            case Event.CallHeld held -> false;
            case Event.CallDenied denied -> false;
        };
    }

    /** The objects that its outcome named, or, of an observed call, that it created. */
    List<Key> named() {
        return decided() instanceof Event.CallObserved observed
                ? observed.created()
                : settlement.map(Settlement::named).orElse(List.of());
    }

    /** Returns whether the object is one that it acted on directly, or made. */
    boolean actedOn(Key object) {
        return decided().facts().objects().contains(object) || named().contains(object);
    }

    /** The duties that it carried; sinks and labels are none. */
    List<String> duties() {
        return decided().facts().marks().stream()
                .filter(mark -> mark.indexOf('/') < 0)
                .toList();
    }

    /** All findings about it, whatever came of them. */
    List<Finding> findings() {
        var all = new ArrayList<>(decided().findings());
        if (decided() instanceof Event.CallReserved reserved) {
            all.addAll(reserved.excepted());
            all.addAll(reserved.waived());
        }
        return all;
    }

    /** What became of it, in a word: {@code held}, {@code denied}, {@code observed}, {@code open}, or its outcome. */
    String word() {
        return switch (decided()) {
            case Event.CallHeld held -> "held";
            case Event.CallDenied denied -> "denied";
            case Event.CallObserved observed -> "observed";
            case Event.CallReserved reserved ->
                continued ? "continued" : settlement.map(Outcomes::word).orElse("open");
        };
    }

    /** The call with its state and its time. */
    ObjectNode view() {
        return Json.object()
                .put("call", Ids.call(number()))
                .put("state", word())
                .put("at", Times.of(recorded.timeMillis()));
    }
}
