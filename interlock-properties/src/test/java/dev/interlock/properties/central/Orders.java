package dev.interlock.properties.central;

import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Bundle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * All linear histories of effects that agree with what was recorded: each call that succeeded took effect between its
 * reservation and its settlement, each open one at any time after its reservation, or never. One that was answered with what existed took
 * effect on that before its settlement, or never, and one of unknown outcome perhaps on what this named. What the record says of each call
 * is {@link RecordedCalls}; here effects are put in order.
 */
final class Orders {

    private final Bundle bundle;
    private final PlainRules rules;
    private final RecordedCalls record;
    /** By call: what the record puts it on, with all objects of the types of which it is about all. */
    private final Map<Long, SortedSet<Key>> keys = new HashMap<>();

    /** By index of a mark: the calls that must have taken effect before it. */
    private final Map<Integer, List<Long>> due = new HashMap<>();

    private long traces;

    Orders(Bundle bundle, List<Recorded> history) {
        this.bundle = bundle;
        this.rules = new PlainRules(bundle);
        this.record = new RecordedCalls(bundle, history);
        record.calls.forEach((number, call) -> {
            SortedSet<Key> of = new TreeSet<>(record.keys.get(number));
            record.everything.stream()
                    .filter(key -> call.facts().isAboutAll(key.kind()))
                    .forEach(of::add);
            keys.put(number, of);
        });
        record.due.forEach((number, mark) ->
                due.computeIfAbsent(mark, m -> new ArrayList<>()).add(number));
    }

    /** What the call creates will belong to: what it says, and what is above that. */
    private Map<Key, Set<Key>> above(Event.CallReserved call, List<Key> names) {
        Map<Key, Set<Key>> known = record.above.get(call.call());
        Map<Key, Set<Key>> all = new HashMap<>(known);
        for (Key name : names) {
            Set<Key> found = new TreeSet<>(all.getOrDefault(name, Set.of()));
            for (Key related : Creator.of(call.facts(), names, name).related()) {
                if (bundle.types().get(name.kind()).of().containsKey(related.kind())) {
                    found.add(related);
                    found.addAll(known.get(related));
                }
            }
            all.put(name, found);
        }
        return all;
    }

    /** Of each copy what it was made from, and that from; as recorded, and as calls before this one copied. */
    private Map<Key, Set<Key>> originals(Event.CallReserved call, Set<Key> keys, List<Key> names, List<Effect> trace) {
        Map<Key, Set<Key>> sources = new HashMap<>();
        for (Key key : keys) {
            Set<Key> from = sources.computeIfAbsent(key, k -> new TreeSet<>());
            record.above.get(call.call()).getOrDefault(key, Set.of()).stream()
                    .filter(other -> other.kind().equals(key.kind()))
                    .forEach(from::add);
            trace.stream()
                    .filter(effect -> effect.created().contains(key))
                    .forEach(effect -> from.addAll(Creator.sources(effect.facts(), effect.created(), key)));
            if (names.contains(key)) {
                from.addAll(Creator.sources(call.facts(), names, key));
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

    /** Number of linear histories looked at. */
    long traces() {
        return traces;
    }

    /** Looks at every order; the first that breaks a rule is told. */
    Optional<String> firstBroken() {
        return record.marks.isEmpty() ? Optional.empty() : from(0, new ArrayList<>(), new TreeSet<>());
    }

    private Optional<String> from(int gap, List<Effect> trace, Set<Long> happened) {
        for (Event.CallReserved call : record.calls.values()) {
            if (call.call() > record.marks.get(gap).seq()
                    || happened.contains(call.call())
                    || record.failed.contains(call.call())) {
                continue;
            }
            RecordedCalls.Revealed told = record.revealed.get(call.call());
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
                record.inherit(call.call(), all, trace);
                List<Set<Key>> closures = record.closures(call, trace);
                if (closures.isEmpty()) {
                    all.addAll(record.pairs(all));
                } else {
                    closures.forEach(all::addAll);
                }
                long end = gap + 1 < record.marks.size()
                        ? record.marks.get(gap + 1).timeMillis()
                        : Long.MAX_VALUE;
                List<Effect> earlier = List.copyOf(trace);
                trace.add(new Effect(
                        call,
                        all,
                        new Effect.Relations(() -> above(call, names), () -> originals(call, all, names, earlier)),
                        names,
                        also,
                        told == null ? 0 : told.seq(),
                        record.marks.get(gap).timeMillis(),
                        end,
                        record.reservedAt.get(call.call()),
                        record.marks.get(gap).seq() + 1,
                        closures));
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
        if (gap + 1 == record.marks.size()) {
            traces++;
            return Optional.empty();
        }
        boolean late = !happened.containsAll(due.getOrDefault(gap + 1, List.of()));
        return late ? Optional.empty() : from(gap + 1, trace, happened);
    }

    /** What an open call may create: something new, or what did not exist before it was reserved, guessed by others as it may be. */
    private List<List<Key>> names(Event.CallReserved call, List<Effect> trace) {
        if (record.created.containsKey(call.call())) {
            return List.of(record.created.get(call.call()));
        }
        List<List<Key>> names = new ArrayList<>();
        names.add(List.of());
        int place = 0;
        for (String type : Creator.types(call.facts())) {
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
        record.named.stream()
                .filter(key -> key.kind().equals(type)
                        && (call.facts().mayExist(type)
                                || !record.taken.get(call.call()).contains(key)))
                // Nothing is created twice.
                .filter(key -> record.created.values().stream().noneMatch(names -> names.contains(key)))
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
