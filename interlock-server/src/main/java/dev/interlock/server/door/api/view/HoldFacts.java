package dev.interlock.server.door.api.view;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.event.Witness;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.LimitUse;
import dev.interlock.server.json.Json;
import dev.interlock.server.render.FactWords;
import dev.interlock.server.render.Ids;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.LongFunction;

/**
 * The facts of the record that matter most to whoever decides on a held call: each is a sentence with the calls that show it, computed
 * from the record alone. None is an advice.
 */
final class HoldFacts {

    private static final int MOST = 3;

    /** The time for which an equal call is told of: 30 days. */
    private static final long LATELY_MILLIS = 30L * 86_400_000;

    /** The most calls that are named for one fact. */
    private static final int MOST_CALLS = 20;

    /** The part of a limit from which on it comes before what is new. */
    private static final BigDecimal MUCH = new BigDecimal("0.5");

    private final SeenHold hold;
    private final SortedSet<Key> objects;
    private final List<PastCall> happened;
    private final SharedValues values;
    private final LongFunction<Recorded> history;

    /**
     * @param objects the objects of the call, and those that they belong to
     * @param before the calls about these objects and the values of the call that came before it, ascending by number
     * @param above for each object of these calls, the objects that it belongs to
     * @param history a recorded event, by number
     */
    HoldFacts(
            SeenHold hold,
            SortedSet<Key> objects,
            List<PastCall> before,
            SortedMap<Key, SortedSet<Key>> above,
            LongFunction<Recorded> history) {
        this.hold = hold;
        this.objects = objects;
        this.happened = before.stream().filter(PastCall::happened).toList();
        this.values = new SharedValues(hold, objects, before, above);
        this.history = history;
    }

    /** @param complete whether the calls before are all that there are: else nothing is said of what never was */
    void put(ArrayNode out, Collection<LimitUse> uses, boolean complete) {
        var facts = new ArrayList<ObjectNode>();
        Optional<ObjectNode> stopped = values.stopped(complete);
        stopped.ifPresent(facts::add);
        cause().ifPresent(facts::add);
        if (stopped.isEmpty()) {
            values.unstopped().ifPresent(facts::add);
        }
        sameAmount().ifPresent(facts::add);
        Optional<ObjectNode> alone = alone();
        alone.ifPresent(facts::add);
        Optional<LimitUse> limit = uses.stream().max(Comparator.comparing(HoldFacts::part));
        limit.filter(use -> part(use).compareTo(MUCH) >= 0).ifPresent(use -> facts.add(limit(use)));
        if (complete && alone.isEmpty()) {
            firstTime().ifPresent(facts::add);
        }
        limit.filter(use -> part(use).compareTo(MUCH) < 0).ifPresent(use -> facts.add(limit(use)));
        facts.stream().limit(MOST).forEach(out::add);
    }

    private String requester() {
        return hold.held().actor().name();
    }

    /** A fact with the calls that show it. */
    static ObjectNode fact(String kind, String text, List<PastCall> calls) {
        return numbered(kind, text, calls.stream().map(PastCall::number).toList());
    }

    private static ObjectNode numbered(String kind, String text, List<Long> calls) {
        ObjectNode fact = Json.object().put("fact", kind).put("text", text);
        ArrayNode list = fact.putArray("calls");
        calls.stream().limit(MOST_CALLS).forEach(call -> list.add(Ids.call(call)));
        return fact;
    }

    /** Tells of the calls that the first reason rests on which rests on any. */
    private Optional<ObjectNode> cause() {
        return hold.reasons().stream()
                .filter(reason -> !reason.witnesses().isEmpty())
                .findFirst()
                .flatMap(this::cause);
    }

    private Optional<ObjectNode> cause(Finding reason) {
        List<Long> calls = reason.witnesses().reversed().stream()
                .map(Witness::call)
                .distinct()
                .toList();
        Recorded newest = history.apply(calls.getFirst());
        if (!(newest.event() instanceof Event.CallDecided earlier)) {
            return Optional.empty();
        }
        String text = FactWords.cause(reason, earlier, hold.held().actor(), hold.heldMillis() - newest.timeMillis());
        ObjectNode fact = numbered("cause", text, calls);
        return Optional.of(reason.rule().isEmpty() ? fact : fact.put("rule", reason.rule()));
    }

    /** Tells of the newest call with a duty of this one and the same amount, for the same value, or else on the same object. */
    private Optional<ObjectNode> sameAmount() {
        Event.CallHeld held = hold.held();
        if (held.facts().amount().isEmpty()) {
            return Optional.empty();
        }
        List<PastCall> alike = happened.reversed().stream()
                .filter(call ->
                        call.decided().facts().amount().equals(held.facts().amount()))
                .filter(call -> !Collections.disjoint(
                        call.duties(), held.facts().marks().stream().toList()))
                .filter(call -> hold.heldMillis() - call.recorded().timeMillis() <= LATELY_MILLIS)
                .toList();
        for (Key key : held.facts().valueKeys()) {
            Optional<PastCall> found = alike.stream()
                    .filter(call -> call.decided().facts().valueKeys().contains(key))
                    .findFirst();
            if (found.isPresent()) {
                return found.map(call -> sameAmount(call, key));
            }
        }
        for (Key key : held.facts().objects()) {
            Optional<PastCall> found =
                    alike.stream().filter(call -> call.actedOn(key)).findFirst();
            if (found.isPresent()) {
                return found.map(call -> sameAmount(call, key));
            }
        }
        return Optional.empty();
    }

    private ObjectNode sameAmount(PastCall call, Key key) {
        boolean unsure = call.settlement()
                .filter(outcome -> !(outcome instanceof Settlement.Unknown))
                .isEmpty();
        String text = FactWords.sameAmount(
                call.decided(), key, hold.heldMillis() - call.recorded().timeMillis(), unsure);
        return fact("same-amount", text, List.of(call));
    }

    /** Tells of the objects on which the requester did every step so far, where these are at least two. */
    private Optional<ObjectNode> alone() {
        var own = new TreeSet<Key>();
        var steps = new TreeSet<PastCall>(Comparator.comparingLong(PastCall::number));
        for (Key object : objects) {
            List<PastCall> on = happened.stream()
                    .filter(call -> call.decided().facts().writes() && isAbout(call, object))
                    .toList();
            if (!on.isEmpty() && on.stream().allMatch(call -> call.party().equals(requester()))) {
                own.add(object);
                steps.addAll(on);
            }
        }
        if (steps.size() < 2) {
            return Optional.empty();
        }
        var duties = new LinkedHashSet<String>();
        steps.forEach(step -> duties.addAll(step.duties()));
        return Optional.of(fact("alone", FactWords.alone(requester(), steps.size(), own, duties), List.copyOf(steps)));
    }

    private static boolean isAbout(PastCall call, Key object) {
        return call.actedOn(object) || call.decided().facts().related().contains(object);
    }

    private Optional<ObjectNode> firstTime() {
        boolean acted = happened.stream().anyMatch(call -> call.party().equals(requester()));
        List<Key> direct = hold.held().facts().objects();
        return acted || direct.isEmpty()
                ? Optional.empty()
                : Optional.of(fact("first-time", FactWords.firstTime(requester(), direct), List.of()));
    }

    private ObjectNode limit(LimitUse use) {
        return fact("limit", FactWords.limit(hold.bundle(), use), List.of()).put("rule", use.rule());
    }

    private static BigDecimal part(LimitUse use) {
        return use.most().signum() == 0 ? BigDecimal.ONE : use.total().divide(use.most(), 4, RoundingMode.HALF_UP);
    }
}
