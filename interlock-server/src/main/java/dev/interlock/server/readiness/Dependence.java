package dev.interlock.server.readiness;

import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.policy.Intent;
import dev.interlock.engine.policy.Level;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whether two parties can be independent of each other in some task of each. Answers {@code true} where it would have to look at more
 * positions than it can, so that nothing is reported that may work.
 */
final class Dependence {

    /** The most positions of one party that are compared with those of another. */
    private static final int MOST = 50;

    private final Authority authority;
    private final Positions positions;
    private final Map<String, List<Position>> known = new HashMap<>();

    Dependence(Authority authority, Positions positions) {
        this.authority = authority;
        this.positions = positions;
    }

    private List<Position> positions(Caller party) {
        return known.computeIfAbsent(party.name(), any -> {
            List<Intent> intents = authority.intents(party);
            return positions.of(party, intents);
        });
    }

    /** Returns whether the two can be independent at the level. */
    boolean canBeIndependent(Caller one, Caller other, Level level) {
        if (one.name().equals(other.name())) {
            return false;
        }
        List<Position> these = positions(one);
        List<Position> those = positions(other);
        if (these.size() > MOST || those.size() > MOST) {
            return true;
        }
        return these.stream().anyMatch(a -> those.stream().anyMatch(b -> canBeIndependent(a, b, level)));
    }

    private static boolean canBeIndependent(Position one, Position other, Level level) {
        List<String> rest = new ArrayList<>(level.attributes());
        boolean origins = rest.remove(Attributes.ORIGIN);
        return one.actor().independentOf(other.actor(), rest) && (!origins || canDifferInOrigin(one, other));
    }

    private static boolean canDifferInOrigin(Position one, Position other) {
        Set<AttributeValue> these = origins(one);
        Set<AttributeValue> those = origins(other);
        Set<AttributeValue> all = new HashSet<>(these);
        all.addAll(those);
        return !these.isEmpty() && !those.isEmpty() && all.size() > 1;
    }

    private static Set<AttributeValue> origins(Position position) {
        Set<AttributeValue> all = new HashSet<>(position.origins());
        all.add(position.actor().get(Attributes.ORIGIN));
        all.remove(AttributeValue.unknown());
        return all;
    }

    /** Returns whether this many of the parties can be independent of one and of each other at the level. */
    boolean canBeIndependent(Caller one, Collection<Caller> parties, int count, Level level) {
        List<Caller> others = parties.stream()
                .filter(party -> canBeIndependent(one, party, level))
                .toList();
        return others.size() > MOST || choose(others, 0, count, level, new ArrayList<>());
    }

    private boolean choose(List<Caller> from, int at, int count, Level level, List<Caller> chosen) {
        if (chosen.size() == count) {
            return true;
        }
        for (int i = at; i + count - chosen.size() <= from.size(); i++) {
            Caller next = from.get(i);
            if (chosen.stream().allMatch(party -> canBeIndependent(party, next, level))) {
                chosen.add(next);
                if (choose(from, i + 1, count, level, chosen)) {
                    return true;
                }
                chosen.removeLast();
            }
        }
        return false;
    }

    /** The attribute of the level in which the two are the same or unknown in tasks of their own, in words. */
    String why(Caller one, Caller other, Level level) {
        Actor a = positions.own(one).actor();
        Actor b = positions.own(other).actor();
        for (String name : level.attributes()) {
            boolean unknown =
                    a.get(name) instanceof AttributeValue.Unknown || b.get(name) instanceof AttributeValue.Unknown;
            if (unknown) {
                Caller lacking = a.get(name) instanceof AttributeValue.Unknown ? one : other;
                return "the `" + name + "` of `" + lacking.name() + "` is unknown";
            }
            if (!AttributeValue.surelyDiffer(a.get(name), b.get(name))) {
                return "`" + one.name() + "` and `" + other.name() + "` have the same `" + name + "`";
            }
        }
        return "`" + one.name() + "` and `" + other.name() + "` are one party";
    }
}
