package dev.interlock.engine.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * The profiles of one plan: groups of parties that it need not tell apart. Parties of one vector depend on the same others and
 * differ only in their authorisations. A vector is ample where every open slot that its parties can do can go to
 * {@linkplain DistinctParties a different one of them}. An ample vector is one profile: nobody of it has to be chosen twice, as two
 * parties of one vector are never more dependent than one and itself. For the same reason a slot needs no party that its
 * constraints cannot tell from an ample profile. Of other vectors, the groups that can do the same open slots are one profile.
 */
final class Profiles {

    private final Parties parties;
    private final List<Profile> profiles = new ArrayList<>();
    /** By open slot: the profiles that can do it, as a bit set. */
    private final long[][] able;
    /** By vector: the open slots for which nobody of it has to be chosen twice. */
    private final long[] never;

    /** @param distinct by open slot, the party of an ample vector that does it; null: any that has no slot yet */
    private record Profile(int vector, List<Integer> groups, long can, Party @Nullable [] distinct) {}

    Profiles(Slots slots, Parties parties) {
        this.parties = parties;
        long[] does = does(slots);
        var byVector = new ArrayList<List<Integer>>();
        for (int group = 0; group < does.length; group++) {
            if (does[group] != 0) {
                int vector = parties.vector(group);
                while (byVector.size() <= vector) {
                    byVector.add(List.of());
                }
                if (byVector.get(vector).isEmpty()) {
                    byVector.set(vector, new ArrayList<>());
                }
                byVector.get(vector).add(group);
            }
        }
        this.never = new long[byVector.size()];
        Set<String> away = slots.doneNames();
        for (int vector = 0; vector < never.length; vector++) {
            List<Integer> groups = byVector.get(vector);
            Party[] distinct =
                    groups.isEmpty() ? null : DistinctParties.of(parties, groups, does, away, slots.open.size());
            if (distinct == null) {
                split(vector, groups, does);
            } else {
                profiles.add(new Profile(vector, groups, can(groups, does), distinct));
                never[vector] = -1;
            }
        }
        this.able = new long[slots.open.size()][(profiles.size() + 63) >> 6];
        var classes = new HashMap<SortedSet<String>, int[]>();
        List<SortedSet<String>> lookedAt = slots.lookedAt();
        for (int item = 0; item < able.length; item++) {
            fill(item, classes.computeIfAbsent(lookedAt.get(item), this::classes));
        }
    }

    /** By profile: a number for the values that it has in these attributes; -1 where the name matters too. */
    private int[] classes(SortedSet<String> attributes) {
        int[] classes = new int[profiles.size()];
        Map<List<Integer>, Integer> numbers = new HashMap<>();
        for (int profile = 0; profile < classes.length; profile++) {
            List<Integer> values = new ArrayList<>();
            for (String name : attributes) {
                int attribute = parties.attribute(name);
                values.add(attribute < 0 ? Parties.UNKNOWN : parties.value(group(profile), attribute));
            }
            classes[profile] = parties.member(group(profile), 0).singular()
                    ? -1
                    : numbers.computeIfAbsent(values, those -> numbers.size());
        }
        return classes;
    }

    /** Sets the profiles that can do the slot, without those that the first ample profile of their class makes dispensable. */
    private void fill(int item, int[] classes) {
        int[] ample = new int[classes.length];
        Arrays.fill(ample, -1);
        for (int profile = classes.length - 1; profile >= 0; profile--) {
            if (classes[profile] >= 0 && profiles.get(profile).distinct() != null && can(profile, item)) {
                ample[classes[profile]] = profile;
            }
        }
        for (int profile = 0; profile < classes.length; profile++) {
            int instead = classes[profile] < 0 ? -1 : ample[classes[profile]];
            if (instead >= 0) {
                never[profiles.get(profile).vector()] |= 1L << item;
            }
            if (can(profile, item) && (instead < 0 || instead == profile)) {
                able[item][profile >> 6] |= 1L << profile;
            }
        }
    }

    private boolean can(int profile, int item) {
        return (profiles.get(profile).can() & 1L << item) != 0;
    }

    /** By group: the open slots that it can do, as a bit set, without slots that a certain party has to do. */
    private long[] does(Slots slots) {
        long[] does = new long[parties.slots()];
        for (int item = 0; item < slots.open.size(); item++) {
            long[] can = slots.forced.get(item) == null ? slots.groups.get(item) : new long[0];
            for (int w = 0; w < can.length; w++) {
                for (long rest = can[w]; rest != 0; rest &= rest - 1) {
                    does[(w << 6) + Long.numberOfTrailingZeros(rest)] |= 1L << item;
                }
            }
        }
        return does;
    }

    private static long can(List<Integer> groups, long[] does) {
        long can = 0;
        for (int group : groups) {
            can |= does[group];
        }
        return can;
    }

    private void split(int vector, List<Integer> groups, long[] does) {
        Map<Long, List<Integer>> same = new LinkedHashMap<>();
        groups.forEach(group ->
                same.computeIfAbsent(does[group], can -> new ArrayList<>()).add(group));
        same.forEach((can, those) -> profiles.add(new Profile(vector, those, can, null)));
    }

    int size() {
        return profiles.size();
    }

    /** One of the groups of the profile, which all have the same vector. */
    int group(int profile) {
        return profiles.get(profile).groups().getFirst();
    }

    /** The profiles that can do an open slot. A copy. */
    long[] able(int item) {
        return able[item].clone();
    }

    /** Returns whether the slot always has another party that is as good as this one would be once more. */
    boolean neverAgain(String party, int item) {
        int group = parties.slotOf(party);
        int vector = group < 0 ? -1 : parties.vector(group);
        return vector >= 0 && vector < never.length && (never[vector] & 1L << item) != 0;
    }

    /** A party of the profile for the slot that is none of the named ones; null if there is none left. */
    @Nullable
    Party fresh(int profile, int item, Map<String, ?> named) {
        Party[] distinct = profiles.get(profile).distinct();
        if (distinct != null) {
            return distinct[item];
        }
        for (int group : profiles.get(profile).groups()) {
            for (int m = 0; m < parties.count(group); m++) {
                Party member = parties.member(group, m);
                if (!named.containsKey(member.name())) {
                    return member;
                }
            }
        }
        return null;
    }
}
