package dev.interlock.engine.plan;

import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.plan.Slots.CountOf;
import dev.interlock.engine.plan.Slots.MostOf;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The dependence between parties, and of profiles on a party. The bit sets of profiles are made when they are first needed. */
final class Dependence {

    private final Parties parties;
    private final Profiles profiles;
    /** By attribute and value: the profiles that do not surely differ, then those that are surely the same. */
    private final Map<Long, long[]> near = new HashMap<>();

    private final Map<Long, long[]> equal = new HashMap<>();

    Dependence(Parties parties, Profiles profiles) {
        this.parties = parties;
        this.profiles = profiles;
    }

    /** Removes the profiles whose members do not surely differ from the party in one of the attributes. */
    void removeDependent(long[] some, Party party, List<String> level) {
        for (String attribute : level) {
            int a = parties.attribute(attribute);
            int value = a < 0 ? Parties.UNKNOWN : parties.valueOf(a, party.value(attribute));
            if (a < 0 && party.value(attribute) instanceof AttributeValue.NotApplicable) {
                value = Parties.NOT_APPLICABLE;
            }
            if (value != Parties.NOT_APPLICABLE) {
                long[] dependent = near.computeIfAbsent(at(a, value), key -> scan(a, key.intValue(), true));
                for (int w = 0; w < some.length; w++) {
                    some[w] &= ~dependent[w];
                }
            }
        }
    }

    void keepSame(long[] some, Party party, String attribute) {
        int a = parties.attribute(attribute);
        int value = a < 0 ? Parties.UNKNOWN : parties.valueOf(a, party.value(attribute));
        long[] same = value < 0
                ? new long[some.length]
                : equal.computeIfAbsent(at(a, value), key -> scan(a, key.intValue(), false));
        for (int w = 0; w < some.length; w++) {
            some[w] &= same[w];
        }
    }

    private static long at(int attribute, int value) {
        return (long) attribute << 32 | (value & 0xFFFF_FFFFL);
    }

    private long[] scan(int attribute, int value, boolean unknownToo) {
        long[] found = new long[(profiles.size() + 63) >> 6];
        for (int profile = 0; profile < profiles.size(); profile++) {
            int theirs = attribute < 0 ? Parties.UNKNOWN : parties.value(profiles.group(profile), attribute);
            boolean is = theirs == value && value >= 0;
            boolean maybe = theirs == Parties.UNKNOWN || (value == Parties.UNKNOWN && theirs >= 0);
            if (is || (unknownToo && maybe)) {
                found[profile >> 6] |= 1L << profile;
            }
        }
        return found;
    }

    /** Returns whether the person is the requester's owner or origin. */
    static boolean answersFor(Party person, Party requester) {
        return requester.value(Attributes.OWNER).texts().contains(person.name())
                || requester.value(Attributes.ORIGIN).texts().contains(person.name());
    }

    /** Returns whether the pivot's party, with parties that do not surely differ from it in an attribute, covers too many entries. */
    static boolean exceeds(MostOf most, Party pivot, @Nullable Party[] by) {
        if (covered(most, pivot, Attributes.AGENT, by) > most.max()) {
            return true;
        }
        for (String attribute : most.attributes()) {
            if (covered(most, pivot, attribute, by) > most.max()) {
                return true;
            }
        }
        return false;
    }

    private static int covered(MostOf most, Party pivot, String attribute, @Nullable Party[] by) {
        return most.covered(near(pivot, attribute, by));
    }

    /** The slots of parties that do not surely differ from this one in the attribute. */
    static long near(Party party, String attribute, @Nullable Party[] by) {
        AttributeValue value = party.value(attribute);
        long near = 0;
        if (value instanceof AttributeValue.NotApplicable) {
            return near;
        }
        for (int slot = 0; slot < by.length; slot++) {
            Party other = by[slot];
            if (other != null && !AttributeValue.surelyDiffer(value, other.value(attribute))) {
                near |= 1L << slot;
            }
        }
        return near;
    }

    /** Returns whether as many of these doers as the quorum counts are pairwise independent. */
    static boolean pairwise(CountOf quorum, List<Party> doers, int next, List<Party> chosen) {
        if (chosen.size() == quorum.count()) {
            return true;
        }
        for (int i = next; i < doers.size(); i++) {
            Party doer = doers.get(i);
            if (chosen.stream().allMatch(other -> other.independentOf(doer, quorum.attributes()))) {
                chosen.add(doer);
                if (pairwise(quorum, doers, i + 1, chosen)) {
                    return true;
                }
                chosen.removeLast();
            }
        }
        return false;
    }
}
