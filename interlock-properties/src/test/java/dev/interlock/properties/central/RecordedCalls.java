package dev.interlock.properties.central;

import dev.interlock.engine.event.AgentEvent;
import dev.interlock.engine.event.ClockEvent;
import dev.interlock.engine.event.ConfigurationRecorded;
import dev.interlock.engine.event.ContactWithdrawn;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.HoldEvent;
import dev.interlock.engine.event.LaneEvent;
import dev.interlock.engine.event.LeaseEvent;
import dev.interlock.engine.event.LedgerEvent;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.SchemaSeen;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Element;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.KeyPair;
import dev.interlock.engine.model.Link;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.policy.Rule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The calls of a history as far as the record tells of them: when each must have taken effect, on which keys it was, and what it may
 * create. {@link Orders} reads this and goes through the orders that agree with it.
 */
final class RecordedCalls {

    private final Bundle bundle;
    private final Set<String> pairKinds;
    /** The events between which effects can be told apart. */
    final List<Recorded> marks = new ArrayList<>();

    final Map<Long, Event.CallReserved> calls = new LinkedHashMap<>();
    final Map<Long, Long> reservedAt = new HashMap<>();
    /** Index in {@link #marks} of the settlement by which a call must have taken effect. */
    final Map<Long, Integer> due = new HashMap<>();

    final Map<Long, List<Key>> created = new HashMap<>();
    final Set<Long> failed = new TreeSet<>();
    private final Set<Long> unclear = new TreeSet<>();
    /** By call: what only its outcome put it on. */
    final Map<Long, Revealed> revealed = new HashMap<>();

    /** The objects that only the outcome of a call put it on. */
    record Revealed(Set<Key> objects, long seq, boolean existed, int mark) {}

    final Map<Long, Set<Key>> keys = new HashMap<>();
    /** By call: what was recorded above each of its objects when it was reserved. */
    final Map<Long, Map<Key, Set<Key>>> above = new HashMap<>();
    /** Names that a call cannot give to what it creates. */
    final Map<Long, Set<Key>> taken = new HashMap<>();

    final Set<Key> named = new TreeSet<>();
    /** All keys that calls are about, or may create: on those of its kinds lies a call that is about all. */
    final Set<Key> everything = new TreeSet<>();

    private final Names seen = new Names();
    /** Statements of what is unknown that nobody answered yet. */
    private final Map<Long, Link.Unknown> statements = new HashMap<>();

    RecordedCalls(Bundle bundle, List<Recorded> history) {
        this.bundle = bundle;
        this.pairKinds = pairKinds(bundle);
        Map<Key, Set<Key>> relations = new HashMap<>();
        for (Recorded recorded : history) {
            seen.see(recorded.event());
            switch (recorded.event()) {
                case Event.CallReserved call -> {
                    marks.add(recorded);
                    call.continues().ifPresent(failed::add);
                    calls.put(call.call(), call);
                    reservedAt.put(call.call(), recorded.timeMillis());
                    taken.put(call.call(), seen.taken());
                    keys.put(call.call(), keys(call, relations));
                    above.put(call.call(), above(call, relations));
                    named.addAll(call.facts().objects());
                    named.addAll(call.facts().related());
                    everything.addAll(keys.get(call.call()));
                    int place = 0;
                    for (String type : Creator.types(call.facts())) {
                        everything.add(new Key(type, Names.fresh(call.call(), place++)));
                    }
                }
                case Event.CallSettled settled -> {
                    marks.add(recorded);
                    if (settled.settlement() instanceof Settlement.Unknown) {
                        unclear.add(settled.call());
                    }
                    settle(settled.call(), settled.settlement(), relations);
                }
                case Event.CallConfirmed confirmed -> {
                    marks.add(recorded);
                    if (unclear.remove(confirmed.call())) {
                        settle(confirmed.call(), confirmed.settlement(), relations);
                    } else {
                        reveal(confirmed.call(), confirmed.settlement().named(), false, relations); // told in flight
                    }
                }
                case Event.CallReconciled reconciled -> {
                    marks.add(recorded);
                    settle(reconciled.call(), reconciled.settlement(), relations);
                }
                case Event.CallRepeated repeated -> {
                    marks.add(recorded); // it may take effect now, as before
                    unclear.remove(repeated.call());
                }
                case Event.HoldAnswered answered -> marks.add(recorded);
                case Event.CallHeld held -> {}
                case Event.CallDenied denied -> {}
                case Event.TaskOpened opened -> {}
                case Event.TaskAmended amended -> {}
                case Event.PlanDeclared declared -> {}
                case Event.TaskEnded ended -> {}
                case Event.LinkProposed proposed -> {
                    if (proposed.what() instanceof Link.Unknown link) {
                        statements.put(proposed.link(), link);
                    }
                }
                case Event.LinkAnswered answered -> {
                    Link.Unknown link = statements.remove(answered.link());
                    if (link != null && answered.confirmed()) {
                        calls.replaceAll((number, call) -> stated(call, link));
                    }
                }
                case HoldEvent hold -> {}
                case LeaseEvent lease -> {}
                case LaneEvent lane -> {}
                case AgentEvent agent -> {}
                case SchemaSeen seen -> {}
                case ContactWithdrawn withdrawn -> {}
                case ConfigurationRecorded configuration -> {}
                case LedgerEvent ledger -> {}
                case ClockEvent clock -> {}
                case Event.BundleActivated activated -> {}
                case Event.BundleProposed proposed -> {}
                case Event.CallObserved observed -> throw new IllegalArgumentException("nobody can prevent these");
            }
        }
    }

    /** The call as it counts once it is known what was unknown of its agent: it was so all the time. */
    private static Event.CallReserved stated(Event.CallReserved call, Link.Unknown link) {
        boolean about = call.actor().name().equals(link.agent())
                && call.actor().get(link.attribute()) instanceof AttributeValue.Unknown;
        return about
                ? new Event.CallReserved(
                        call.call(),
                        call.task(),
                        call.actor().with(link.attribute(), AttributeValue.known(link.value())),
                        call.facts(),
                        call.findings(),
                        call.excepted(),
                        call.approvals(),
                        call.continues(),
                        call.asked(),
                        call.waived())
                : call;
    }

    private void settle(long call, Settlement settlement, Map<Key, Set<Key>> relations) {
        switch (settlement) {
            case Settlement.Failed no -> failed.add(call);
            case Settlement.Unknown open -> reveal(call, open.named(), false, relations);
            case Settlement.Existed existed -> {
                if (calls.get(call).facts().mayExist(existed.named())) {
                    upsert(call, existed.named(), relations);
                } else {
                    reveal(call, existed.named(), true, relations);
                }
            }
            case Settlement.Succeeded succeeded -> {
                due.put(call, marks.size() - 1);
                if (!succeeded.undone().isEmpty()) {
                    leave(calls.get(call), succeeded.undone());
                }
                created.put(call, succeeded.created());
                named.addAll(succeeded.created());
                everything.addAll(succeeded.created());
                for (Key object : succeeded.created()) {
                    var of = bundle.types().get(object.kind()).of();
                    Element creator = Creator.of(calls.get(call).facts(), succeeded.created(), object);
                    for (Key other : creator.related()) {
                        boolean source = creator.derivedFrom().contains(other);
                        if (source ? other.kind().equals(object.kind()) : of.containsKey(other.kind())) {
                            relations
                                    .computeIfAbsent(object, o -> new TreeSet<>())
                                    .add(other);
                        }
                    }
                }
            }
        }
    }

    /** An upsert was decided as if it were on all objects, so that it breaks nothing afterwards. */
    private void upsert(long call, List<Key> objects, Map<Key, Set<Key>> relations) {
        revealed.remove(call);
        due.put(call, marks.size() - 1);
        created.put(call, List.of());
        for (Key object : objects) {
            keys.get(call).add(object);
            keys.get(call).addAll(reachable(object, relations));
            above.get(call).putIfAbsent(object, reachable(object, relations));
            reachable(object, relations).forEach(each -> above.get(call).putIfAbsent(each, reachable(each, relations)));
        }
    }

    /** Elements that were not done have no effect: keys that they alone brought are none of the call's. */
    private void leave(Event.CallReserved call, List<Integer> undone) {
        List<Set<Key>> closures = closures(call, List.of());
        Set<Key> left = new TreeSet<>();
        undone.forEach(place -> left.addAll(closures.get(place)));
        for (int place = 0; place < closures.size(); place++) {
            if (!undone.contains(place)) {
                left.removeAll(closures.get(place));
            }
        }
        keys.get(call.call()).removeAll(left);
        calls.put(
                call.call(),
                new Event.CallReserved(
                        call.call(),
                        call.task(),
                        call.actor(),
                        call.facts().without(undone),
                        call.findings(),
                        call.excepted(),
                        call.approvals(),
                        call.continues(),
                        call.asked(),
                        call.waived()));
    }

    private void reveal(long call, List<Key> objects, boolean existed, Map<Key, Set<Key>> relations) {
        revealed.remove(call);
        Set<Key> found = new TreeSet<>();
        for (Key object : objects) {
            found.add(object);
            found.addAll(reachable(object, relations));
        }
        found.forEach(object -> above.get(call).putIfAbsent(object, reachable(object, relations)));
        found.removeAll(keys.get(call));
        if (existed || !found.isEmpty()) {
            revealed.put(call, new Revealed(found, marks.getLast().seq(), existed, marks.size() - 1));
        }
    }

    private static Set<Key> reachable(Key object, Map<Key, Set<Key>> relations) {
        Set<Key> found = new TreeSet<>(relations.getOrDefault(object, Set.of()));
        int before = -1;
        while (found.size() > before) {
            before = found.size();
            for (Key each : List.copyOf(found)) {
                found.addAll(relations.getOrDefault(each, Set.of()));
            }
        }
        return found;
    }

    private static Set<Key> keys(Event.CallReserved call, Map<Key, Set<Key>> relations) {
        Set<Key> keys = new TreeSet<>(call.facts().objects());
        keys.addAll(call.facts().related());
        List<Key> rest = new ArrayList<>(keys);
        while (!rest.isEmpty()) {
            for (Key other : relations.getOrDefault(rest.removeLast(), Set.of())) {
                if (keys.add(other)) {
                    rest.add(other);
                }
            }
        }
        keys.addAll(call.facts().valueKeys());
        keys.add(new Key("domain", "all"));
        keys.add(new Key("task", Long.toString(call.task())));
        for (String scope : List.of("chain", "agent", "owner", "origin")) {
            call.actor().get(scope).texts().forEach(value -> keys.add(new Key(scope, value)));
        }
        return keys;
    }

    private static Map<Key, Set<Key>> above(Event.CallReserved call, Map<Key, Set<Key>> relations) {
        Map<Key, Set<Key>> above = new HashMap<>();
        for (Key object : keys(call, relations)) {
            above.put(object, reachable(object, relations));
        }
        return above;
    }

    /**
     * A call that finds an object created when it takes effect has to do with what that was copied from, and with what it belongs to,
     * whenever the creation was recorded. Where it named the object before the call was reserved that created it, the semantics leave
     * open what it belongs to.
     */
    void inherit(long call, Set<Key> keys, List<Effect> trace) {
        int before = 0;
        while (keys.size() > before) {
            before = keys.size();
            for (Effect creating : trace) {
                for (Key object : creating.created()) {
                    if (keys.contains(object)) {
                        inherit(call, object, creating, keys);
                    }
                }
            }
        }
    }

    private void inherit(long call, Key object, Effect creating, Set<Key> keys) {
        Element creator = Creator.of(creating.facts(), creating.created(), object);
        Set<String> owners = bundle.types().get(object.kind()).of().keySet();
        for (Key other : creator.related()) {
            if (creator.derivedFrom().contains(other)) {
                if (other.kind().equals(object.kind())) {
                    keys.add(other);
                }
            } else if (owners.contains(other.kind()) && creating.call().call() < call) {
                keys.add(other);
                keys.addAll(above.get(creating.call().call()).get(other));
            }
        }
    }

    List<Set<Key>> closures(Event.CallReserved call, List<Effect> trace) {
        List<Set<Key>> closures = new ArrayList<>();
        for (Element element : call.facts().elements()) {
            Set<Key> closure = new TreeSet<>(element.objects());
            closure.addAll(element.related());
            List.copyOf(closure)
                    .forEach(key -> closure.addAll(above.get(call.call()).get(key)));
            element.values().forEach((name, value) -> closure.add(new Key(name, value)));
            inherit(call.call(), closure, trace);
            closure.addAll(pairs(closure));
            closures.add(closure);
        }
        return closures;
    }

    /** The keys of several kinds that rules are about, of the keys of one closure. */
    Set<Key> pairs(Set<Key> closure) {
        Set<Key> pairs = new TreeSet<>();
        pairKinds.forEach(kind -> pairs.addAll(KeyPair.within(closure, kind, Integer.MAX_VALUE)));
        return pairs;
    }

    private static Set<String> pairKinds(Bundle bundle) {
        Set<String> kinds = new TreeSet<>();
        for (Rule rule : bundle.rules()) {
            switch (rule) {
                case Rule.Separate separate -> kinds.add(separate.per());
                case Rule.Require require -> require.done().forEach(done -> kinds.add(done.per()));
                case Rule.Limit limit -> kinds.add(limit.per());
                case Rule.Bind bind -> kinds.add(bind.per());
                case Rule.Order order -> kinds.add(order.per());
                case Rule.Forbid forbid -> {}
                case Rule.Flow flow -> {}
                case Rule.FirstUse use -> {}
                case Rule.Unusual unusual -> {}
                case Rule.Wall wall -> {}
            }
        }
        kinds.removeIf(kind -> !KeyPair.isPair(kind));
        return kinds;
    }
}
