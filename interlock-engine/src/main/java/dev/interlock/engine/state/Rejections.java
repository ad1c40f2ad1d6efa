package dev.interlock.engine.state;

import dev.interlock.engine.clock.Shift;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.Amount;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Element;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.Links;
import dev.interlock.engine.policy.Outcome;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The rejections of people, as long as they stick: to the action, in whatever task it is asked for and however it is worded, and
 * to everybody who is not independent of the requester. Has no more than was rejected within that time.
 */
public final class Rejections {

    /**
     * A rejection.
     *
     * @param held the call that was rejected
     * @param answer number of the rejection
     * @param timeMillis time at which it was recorded, in milliseconds since 1970
     */
    public record Rejection(Event.CallHeld held, long answer, long timeMillis) {
        public Rejection {
            held = held.withoutFurther();
        }

        Rejection moved(Shift by) {
            return new Rejection(held, answer, by.latest(timeMillis));
        }
    }

    /** A rejection that concerns a call: it denies the same action, and holds one with a lower amount or a part of the list. */
    public record Sticking(Rejection rejection, Outcome outcome) {}

    private final long stickMillis;
    /** The rejections in the order of their numbers, and so of their times. */
    private final ArrayDeque<Rejection> all = new ArrayDeque<>();

    /** The rejections, each filed under parts of a call; it can only concern a call that has one of these parts. */
    private final Map<String, List<Rejection>> byThing = new HashMap<>();

    Rejections(long stickMillis) {
        this.stickMillis = stickMillis;
    }

    /** The latest rejection that denies the call to this actor, else the latest that holds it; null if there is none. */
    public @Nullable Sticking sticking(CallFacts facts, Actor actor, Collection<String> level, Links links, long now) {
        if (all.isEmpty()) {
            return null;
        }
        Sticking found = null;
        // A call may name many objects, and each rejection asks for all of its own.
        var objects = new HashSet<>(facts.objects());
        var related = new HashSet<>(facts.related());
        for (String thing : things(facts)) {
            for (Rejection rejection : byThing.getOrDefault(thing, List.of())) {
                CallFacts rejected = rejection.held().facts();
                boolean has = objects.containsAll(rejected.objects()) && related.containsAll(rejected.related());
                Outcome outcome = isOver(rejection, now)
                        ? null
                        : Optional.of(rejected)
                                .filter(all -> has)
                                .flatMap(all -> outcome(all, facts))
                                .or(() -> ofParts(rejected, facts, objects, related))
                                .orElse(null);
                if (outcome != null
                        && isStronger(rejection, outcome, found)
                        && !links.independent(actor, rejection.held().actor(), level)) {
                    found = new Sticking(rejection, outcome);
                }
            }
        }
        return found;
    }

    private static boolean isStronger(Rejection rejection, Outcome outcome, @Nullable Sticking found) {
        if (found == null || outcome != found.outcome()) {
            return found == null || outcome.compareTo(found.outcome()) > 0;
        }
        return rejection.answer() > found.rejection().answer();
    }

    /** The outcome of the other call, which has all objects of the rejected one; empty where the rejection does not concern it. */
    private static Optional<Outcome> outcome(CallFacts rejected, CallFacts call) {
        if (isBare(rejected)) {
            return same(rejected, call) ? Optional.of(Outcome.DENY) : Optional.empty();
        }
        boolean more = call.marks().containsAll(duties(rejected))
                && new HashSet<>(call.valueKeys()).containsAll(rejected.valueKeys())
                && call.all().containsAll(rejected.all());
        if (!more || rejected.amount().isEmpty()) {
            return more ? Optional.of(Outcome.DENY) : Optional.empty();
        }
        if (call.amount().isEmpty()) {
            return isOnlyAmount(rejected)
                    ? Optional.empty()
                    : Optional.of(Outcome.DENY); // it may be as much, or all there is
        }
        Amount bound = rejected.amount().get();
        return call.amount()
                .filter(amount -> amount.unit().equals(bound.unit()))
                .map(amount -> amount.value().compareTo(bound.value()) >= 0 ? Outcome.DENY : Outcome.HOLD);
    }

    /** The outcome of a call with the objects and values of an element of a rejected list, but not of all: a part is less. */
    private static Optional<Outcome> ofParts(CallFacts rejected, CallFacts call, Set<Key> objects, Set<Key> related) {
        if (rejected.elements().isEmpty()
                || !call.marks().containsAll(duties(rejected))
                || !isComparable(rejected.amount(), call.amount())) {
            return Optional.empty();
        }
        var values = new HashSet<>(call.valueKeys());
        return rejected.elements().stream()
                        .anyMatch(part -> thing(part).isPresent()
                                && objects.containsAll(part.objects())
                                && related.containsAll(part.related())
                                && values.containsAll(values(part)))
                ? Optional.of(Outcome.HOLD)
                : Optional.empty();
    }

    /** Returns whether the amounts are in one unit, or one of them is not there. */
    private static boolean isComparable(Optional<Amount> one, Optional<Amount> other) {
        return one.isEmpty()
                || other.isEmpty()
                || one.get().unit().equals(other.get().unit());
    }

    private static List<Key> values(Element part) {
        return part.values().entrySet().stream()
                .map(value -> new Key(value.getKey(), value.getValue()))
                .toList();
    }

    /** Returns whether nothing but the amount can tell which calls are the same action. */
    private static boolean isOnlyAmount(CallFacts facts) {
        return facts.objects().isEmpty()
                && facts.related().isEmpty()
                && facts.valueKeys().isEmpty()
                && facts.all().isEmpty();
    }

    private static boolean same(CallFacts rejected, CallFacts call) {
        return call.tool().equals(rejected.tool()) && call.argumentsDigest().equals(rejected.argumentsDigest());
    }

    /** Returns whether nothing but tool and arguments tells what the call does. */
    private static boolean isBare(CallFacts facts) {
        return isOnlyAmount(facts) && facts.amount().isEmpty();
    }

    private static Set<String> duties(CallFacts facts) {
        var duties = new HashSet<String>();
        for (String mark : facts.marks()) {
            if (mark.indexOf('/') < 0) {
                duties.add(mark);
            }
        }
        return duties;
    }

    /** The parts of a call by which rejections that concern it are found. */
    private static List<String> things(CallFacts facts) {
        var things = new ArrayList<String>();
        for (Key object : new TreeSet<>(facts.objects())) {
            things.add("object " + object);
        }
        for (Key object : new TreeSet<>(facts.related())) {
            things.add("related " + object);
        }
        facts.valueKeys().forEach(value -> things.add("value " + value));
        facts.all().forEach(kind -> things.add("all " + kind));
        facts.amount().ifPresent(amount -> things.add("unit " + amount.unit()));
        things.add("tool " + facts.tool() + " " + facts.argumentsDigest());
        return things;
    }

    /** The part of a call with such an element by which a rejection of the list is found; empty where the element names nothing. */
    private static Optional<String> thing(Element part) {
        return Stream.of(
                        part.objects().stream().sorted().map(object -> "object " + object),
                        part.related().stream().sorted().map(object -> "related " + object),
                        values(part).stream().map(value -> "value " + value))
                .flatMap(things -> things)
                .findFirst();
    }

    /** The parts of a rejected call under which it is filed: every call with all of it, or all of one of its elements, has one of them. */
    private static Set<String> filedUnder(CallFacts facts) {
        var things = new LinkedHashSet<String>();
        things.add(things(facts).getFirst());
        facts.elements().forEach(part -> thing(part).ifPresent(things::add));
        return things;
    }

    private boolean isOver(Rejection rejection, long now) {
        return rejection.timeMillis() <= now - stickMillis;
    }

    void move(Shift by) {
        var before = List.copyOf(all);
        all.clear();
        byThing.clear();
        before.forEach(each -> add(each.moved(by)));
    }

    void add(Rejection rejection) {
        while (!all.isEmpty() && isOver(all.getFirst(), rejection.timeMillis())) {
            for (String over : filedUnder(all.removeFirst().held().facts())) {
                byThing.computeIfPresent(over, (thing, list) -> {
                    list.removeFirst();
                    return list.isEmpty() ? null : list;
                });
            }
        }
        all.add(rejection);
        for (String thing : filedUnder(rejection.held().facts())) {
            byThing.computeIfAbsent(thing, first -> new ArrayList<>(1)).add(rejection);
        }
    }

    Collection<Rejection> all() {
        return all;
    }
}
