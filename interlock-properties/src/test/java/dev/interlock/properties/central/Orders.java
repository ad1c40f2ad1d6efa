package dev.interlock.properties.central;

import dev.interlock.engine.event.AgentEvent;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.HoldEvent;
import dev.interlock.engine.event.LaneEvent;
import dev.interlock.engine.event.LeaseEvent;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.SchemaSeen;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Element;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.KeyPair;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.policy.Rule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * All linear histories of effects that agree with what was recorded: each call that succeeded took effect between its
 * reservation and its settlement, each open one at any time after its reservation, or never. One that was answered with what existed took
 * effect on that before its settlement, or never, and one of unknown outcome perhaps on what this named.
 */
final class Orders {

    private final Bundle bundle;
    private final PlainRules rules;
    private final Set<String> pairKinds;
    /** The events between which effects can be told apart. */
    private final List<Recorded> marks = new ArrayList<>();

    private final Map<Long, Event.CallReserved> calls = new LinkedHashMap<>();
    private final Map<Long, Long> reservedAt = new HashMap<>();
    /** Index in {@link #marks} of the settlement by which a call must have taken effect. */
    private final Map<Long, Integer> due = new HashMap<>();

    private final Map<Long, List<Key>> created = new HashMap<>();
    private final Set<Long> failed = new TreeSet<>();
    private final Set<Long> unclear = new TreeSet<>();
    /** By call: what only its outcome put it on. */
    private final Map<Long, Revealed> revealed = new HashMap<>();

    private record Revealed(Set<Key> objects, long seq, boolean existed, int mark) {}

    private final Map<Long, Set<Key>> keys = new HashMap<>();
    /** By call: what was recorded above each of its objects when it was reserved. */
    private final Map<Long, Map<Key, Set<Key>>> above = new HashMap<>();
    /** Names that a call cannot give to what it creates. */
    private final Map<Long, Set<Key>> taken = new HashMap<>();

    private final Set<Key> named = new TreeSet<>();
    /** All keys that calls are about, or may create: on those of its kinds lies a call that is about all. */
    private final Set<Key> everything = new TreeSet<>();

    private final Names seen = new Names();
    private long traces;

    Orders(Bundle bundle, List<Recorded> history) {
        this.bundle = bundle;
        this.rules = new PlainRules(bundle);
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
                    for (String type : types(call.facts())) {
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
                case Event.LinkProposed proposed -> {}
                case Event.LinkAnswered answered -> {}
                case HoldEvent hold -> {}
                case LeaseEvent lease -> {}
                case LaneEvent lane -> {}
                case AgentEvent agent -> {}
                case SchemaSeen seen -> {}
                case Event.BundleActivated activated -> {}
                case Event.BundleProposed proposed -> {}
                case Event.CallObserved observed -> throw new IllegalArgumentException("nobody can prevent these");
            }
        }
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
                    Element creator = creator(calls.get(call).facts(), succeeded.created(), object);
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

    /** What the call creates will belong to: what it says, and what is above that. */
    private Map<Key, Set<Key>> above(Event.CallReserved call, List<Key> names) {
        Map<Key, Set<Key>> known = above.get(call.call());
        Map<Key, Set<Key>> all = new HashMap<>(known);
        for (Key name : names) {
            Set<Key> found = new TreeSet<>(all.getOrDefault(name, Set.of()));
            for (Key related : creator(call.facts(), names, name).related()) {
                if (bundle.types().get(name.kind()).of().containsKey(related.kind())) {
                    found.add(related);
                    found.addAll(known.get(related));
                }
            }
            all.put(name, found);
        }
        return all;
    }

    /** What a call finds copied when it takes effect is a copy for it, whenever the copying was recorded. */
    private static void inherit(Set<Key> keys, List<Effect> trace) {
        int before = 0;
        while (keys.size() > before) {
            before = keys.size();
            for (Effect copying : trace) {
                for (Key copy : copying.created()) {
                    if (keys.contains(copy)) {
                        creator(copying.facts(), copying.created(), copy).derivedFrom().stream()
                                .filter(source -> source.kind().equals(copy.kind()))
                                .forEach(keys::add);
                    }
                }
            }
        }
    }

    /** Of each copy what it was made from, and that from; as recorded, and as calls before this one copied. */
    private Map<Key, Set<Key>> originals(Event.CallReserved call, Set<Key> keys, List<Key> names, List<Effect> trace) {
        Map<Key, Set<Key>> sources = new HashMap<>();
        for (Key key : keys) {
            Set<Key> from = sources.computeIfAbsent(key, k -> new TreeSet<>());
            above.get(call.call()).getOrDefault(key, Set.of()).stream()
                    .filter(other -> other.kind().equals(key.kind()))
                    .forEach(from::add);
            trace.stream()
                    .filter(effect -> effect.created().contains(key))
                    .forEach(effect -> from.addAll(sources(effect.facts(), effect.created(), key)));
            if (names.contains(key)) {
                from.addAll(sources(call.facts(), names, key));
            }
            from.remove(key);
        }
        Map<Key, Set<Key>> originals = new HashMap<>();
        for (Key key : keys) {
            TreeSet<Key> found = new TreeSet<>(Set.of(key));
            int before = 0;
            while (found.size() > before) {
                before = found.size();
                List.copyOf(found).forEach(each -> found.addAll(sources.getOrDefault(each, Set.of())));
            }
            Key least = found.first();
            found.removeIf(each -> !sources.getOrDefault(each, Set.of()).isEmpty());
            originals.put(key, found.isEmpty() ? Set.of(least) : found);
        }
        return originals;
    }

    private static List<Key> sources(CallFacts facts, List<Key> created, Key object) {
        return creator(facts, created, object).derivedFrom().stream()
                .filter(source -> source.kind().equals(object.kind()))
                .toList();
    }

    /** The types of what the call creates, each as often as it creates one. */
    private static List<String> types(CallFacts facts) {
        List<String> types = new ArrayList<>();
        facts.creations(0).forEach((type, number) -> {
            for (int i = 0; i < number; i++) {
                types.add(type);
            }
        });
        return types;
    }

    /** What created an object: the element of the list, or the call as a whole as if it were one. */
    private static Element creator(CallFacts facts, List<Key> created, Key object) {
        if (facts.eachCreates(object.kind())) {
            List<Key> ofType = created.stream()
                    .filter(key -> key.kind().equals(object.kind()))
                    .toList();
            return facts.elements().get(ofType.indexOf(object));
        }
        return new Element(
                facts.objects(),
                facts.related(),
                facts.derivedFrom(),
                facts.checks(),
                facts.values(),
                facts.amount(),
                facts.creates());
    }

    private List<Set<Key>> closures(Event.CallReserved call, List<Effect> trace) {
        List<Set<Key>> closures = new ArrayList<>();
        for (Element element : call.facts().elements()) {
            Set<Key> closure = new TreeSet<>(element.objects());
            closure.addAll(element.related());
            List.copyOf(closure)
                    .forEach(key -> closure.addAll(above.get(call.call()).get(key)));
            element.values().forEach((name, value) -> closure.add(new Key(name, value)));
            inherit(closure, trace);
            closure.addAll(pairs(closure));
            closures.add(closure);
        }
        return closures;
    }

    /** The keys of several kinds that rules are about, of the keys of one closure. */
    private Set<Key> pairs(Set<Key> closure) {
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
                case Rule.Wall wall -> {}
            }
        }
        kinds.removeIf(kind -> !KeyPair.isPair(kind));
        return kinds;
    }

    /** Number of linear histories looked at. */
    long traces() {
        return traces;
    }

    /** Looks at every order; the first that breaks a rule is told. */
    Optional<String> firstBroken() {
        return marks.isEmpty() ? Optional.empty() : from(0, new ArrayList<>(), new TreeSet<>());
    }

    private Optional<String> from(int gap, List<Effect> trace, Set<Long> happened) {
        for (Event.CallReserved call : calls.values()) {
            if (call.call() > marks.get(gap).seq() || happened.contains(call.call()) || failed.contains(call.call())) {
                continue;
            }
            Revealed told = revealed.get(call.call());
            if (told != null && told.existed() && told.mark() <= gap) {
                continue; // what it did, it did before
            }
            List<List<Key>> each = new ArrayList<>(told != null && told.existed() ? List.of() : names(call, trace));
            int plain = each.size();
            if (told != null) {
                each.add(List.of());
            }
            for (int variant = 0; variant < each.size(); variant++) {
                List<Key> names = each.get(variant);
                Set<Key> also = variant < plain || told == null ? Set.of() : told.objects();
                Set<Key> all = new TreeSet<>(keys.get(call.call()));
                all.addAll(names);
                all.addAll(also);
                everything.stream()
                        .filter(key -> call.facts().isAboutAll(key.kind()))
                        .forEach(all::add);
                inherit(all, trace);
                if (call.facts().elements().isEmpty()) {
                    all.addAll(pairs(all));
                } else {
                    closures(call, trace).forEach(all::addAll);
                }
                long end = gap + 1 < marks.size() ? marks.get(gap + 1).timeMillis() : Long.MAX_VALUE;
                List<Effect> earlier = List.copyOf(trace);
                trace.add(new Effect(
                        call,
                        all,
                        new Effect.Relations(() -> above(call, names), () -> originals(call, all, names, earlier)),
                        names,
                        also,
                        told == null ? 0 : told.seq(),
                        marks.get(gap).timeMillis(),
                        end,
                        reservedAt.get(call.call()),
                        marks.get(gap).seq() + 1,
                        closures(call, earlier)));
                happened.add(call.call());
                Effect last = trace.getLast();
                Optional<String> rule = rules.broken(
                        trace.stream().map(effect -> effect.asKnownTo(last)).toList());
                if (rule.isPresent()) {
                    return Optional.of(rule.get() + " broken by " + told(trace));
                }
                Optional<String> later = from(gap, trace, happened);
                if (later.isPresent()) {
                    return later;
                }
                trace.removeLast();
                happened.remove(call.call());
            }
        }
        if (gap + 1 == marks.size()) {
            traces++;
            return Optional.empty();
        }
        boolean late = due.entrySet().stream()
                .anyMatch(entry -> entry.getValue() == gap + 1 && !happened.contains(entry.getKey()));
        return late ? Optional.empty() : from(gap + 1, trace, happened);
    }

    /** What an open call may create: something new, or what did not exist before it was reserved, guessed by others as it may be. */
    private List<List<Key>> names(Event.CallReserved call, List<Effect> trace) {
        if (created.containsKey(call.call())) {
            return List.of(created.get(call.call()));
        }
        List<List<Key>> names = new ArrayList<>();
        names.add(List.of());
        int place = 0;
        for (String type : types(call.facts())) {
            List<List<Key>> longer = new ArrayList<>();
            for (List<Key> shorter : names) {
                for (Key name : candidates(call, type, place, trace)) {
                    if (!shorter.contains(name)) {
                        List<Key> with = new ArrayList<>(shorter);
                        with.add(name);
                        longer.add(with);
                    }
                }
            }
            names = longer;
            place++;
        }
        return names;
    }

    private List<Key> candidates(Event.CallReserved call, String type, int place, List<Effect> trace) {
        List<Key> candidates = new ArrayList<>();
        candidates.add(new Key(type, Names.fresh(call.call(), place)));
        named.stream()
                .filter(key -> key.kind().equals(type)
                        && (call.facts().mayExist(type)
                                || !taken.get(call.call()).contains(key)))
                // Nothing is created twice.
                .filter(key -> created.values().stream().noneMatch(names -> names.contains(key)))
                .filter(key -> trace.stream()
                        .noneMatch(effect -> effect.created().contains(key)
                                || (effect.call().facts().creates().contains(type)
                                        && effect.keys().contains(key)
                                        && !effect.call().facts().objects().contains(key)
                                        && !effect.call().facts().related().contains(key))))
                .forEach(candidates::add);
        return candidates;
    }

    private static String told(List<Effect> trace) {
        StringBuilder text = new StringBuilder();
        trace.forEach(effect -> text.append("\n      ")
                .append(effect.call().call())
                .append(" after ")
                .append(effect.place() - 1)
                .append(" on ")
                .append(effect.keys())
                .append(" ")
                .append(effect.facts().marks()));
        return text.toString();
    }
}
