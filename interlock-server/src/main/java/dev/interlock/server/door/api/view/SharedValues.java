package dev.interlock.server.door.api.view;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.model.Key;
import dev.interlock.server.render.FactWords;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Values of a held call, such as an account, that stand in earlier calls about other objects, too: calls that have no object in common with
 * the held one. That two values are equal does not say that one comes from the other.
 */
final class SharedValues {

    private final SeenHold hold;
    private final List<Elsewhere> elsewhere;

    /** An earlier call about other objects, with these and all that they belong to. */
    private record Elsewhere(PastCall call, SortedSet<Key> objects) {

        boolean isStopped() {
            return call.decided() instanceof Event.CallDenied;
        }
    }

    /**
     * @param objects the objects of the held call, and those that they belong to
     * @param before the calls that came before it, ascending by number
     * @param above for each object of a call that gave a value of the held one, the objects that it belongs to
     */
    SharedValues(SeenHold hold, SortedSet<Key> objects, List<PastCall> before, SortedMap<Key, SortedSet<Key>> above) {
        this.hold = hold;
        var found = new ArrayList<Elsewhere>();
        for (PastCall call : before) {
            SortedSet<Key> own = objects(call);
            var all = new TreeSet<>(own);
            own.forEach(key -> all.addAll(above.getOrDefault(key, Collections.emptySortedSet())));
            if (!all.isEmpty() && Collections.disjoint(all, objects)) {
                all.removeIf(key ->
                        !above.getOrDefault(key, Collections.emptySortedSet()).isEmpty());
                found.add(new Elsewhere(call, all));
            }
        }
        this.elsewhere = List.copyOf(found);
    }

    /** The objects of a call: those that it was about, and those that it made. */
    static SortedSet<Key> objects(PastCall call) {
        var objects = new TreeSet<>(call.decided().facts().objects());
        objects.addAll(call.decided().facts().related());
        objects.addAll(call.named());
        return objects;
    }

    /**
     * Tells of the first value that stands in calls about other objects of which some were stopped.
     *
     * @param complete whether the calls before are all that there are
     */
    Optional<ObjectNode> stopped(boolean complete) {
        return first(Elsewhere::isStopped)
                .map(shared -> HoldFacts.fact(
                        "stopped-value",
                        FactWords.stoppedValue(shared.value(), shared.objects(), shared.decided(), complete),
                        shared.newest()));
    }

    /** Tells of the first value that stands in calls about other objects, if none of these was stopped. */
    Optional<ObjectNode> unstopped() {
        return first(each -> each.call().happened()).map(shared -> {
            PastCall newest = shared.newest().getFirst();
            return HoldFacts.fact(
                    "shared-value",
                    FactWords.sharedValue(
                            shared.value(),
                            shared.objects(),
                            newest.decided(),
                            hold.heldMillis() - newest.recorded().timeMillis()),
                    shared.newest());
        });
    }

    /** A value, and calls about other objects in which it stands, the newest first. */
    private record Shared(Key value, List<Elsewhere> calls) {

        List<PastCall> newest() {
            return calls.stream().map(Elsewhere::call).toList();
        }

        List<Event.CallDecided> decided() {
            return newest().stream().map(PastCall::decided).toList();
        }

        SortedSet<Key> objects() {
            var objects = new TreeSet<Key>();
            calls.forEach(call -> objects.addAll(call.objects()));
            return objects;
        }
    }

    private Optional<Shared> first(Predicate<Elsewhere> wanted) {
        return hold.held().facts().valueKeys().stream()
                .map(value -> new Shared(
                        value,
                        elsewhere.reversed().stream()
                                .filter(wanted)
                                .filter(each -> each.call()
                                        .decided()
                                        .facts()
                                        .valueKeys()
                                        .contains(value))
                                .toList()))
                .filter(shared -> !shared.calls().isEmpty())
                .findFirst();
    }
}
