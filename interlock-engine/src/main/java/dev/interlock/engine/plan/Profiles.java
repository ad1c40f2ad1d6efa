package dev.interlock.engine.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The groups as one plan sees them: those of the same vector that can do the same of its open slots are one profile. There
 * are far fewer of these than groups, as parties may do much that the plan does not ask for.
 */
final class Profiles {

    private final Parties parties;
    private final List<List<Integer>> groups = new ArrayList<>();
    /** By open slot: the profiles that can do it, as a bit set. */
    private final long[][] able;

    Profiles(Slots slots, Parties parties) {
        this.parties = parties;
        long[] does = new long[parties.slots()];
        for (int item = 0; item < slots.open.size(); item++) {
            long[] can = slots.groups.get(item);
            for (int w = 0; w < can.length; w++) {
                for (long rest = can[w]; rest != 0; rest &= rest - 1) {
                    does[(w << 6) + Long.numberOfTrailingZeros(rest)] |= 1L << item;
                }
            }
        }
        Map<List<Object>, Integer> numbers = new HashMap<>();
        List<Long> masks = new ArrayList<>();
        for (int group = 0; group < does.length; group++) {
            if (does[group] != 0) {
                List<Object> same =
                        List.of(does[group], Arrays.hashCode(parties.vector(group)), parties.singular(group));
                Integer number = numbers.get(same);
                if (number == null || !Arrays.equals(parties.vector(group(number)), parties.vector(group))) {
                    number = groups.size();
                    numbers.put(same, number);
                    groups.add(new ArrayList<>());
                    masks.add(does[group]);
                }
                groups.get(number).add(group);
            }
        }
        this.able = new long[slots.open.size()][(groups.size() + 63) >> 6];
        for (int profile = 0; profile < groups.size(); profile++) {
            for (long rest = masks.get(profile); rest != 0; rest &= rest - 1) {
                able[Long.numberOfTrailingZeros(rest)][profile >> 6] |= 1L << profile;
            }
        }
    }

    int size() {
        return groups.size();
    }

    /** One of its groups, whose vector is that of all. */
    int group(int profile) {
        return groups.get(profile).getFirst();
    }

    /** The profiles that can do an open slot. A copy. */
    long[] able(int item) {
        return able[item].clone();
    }

    /** A party of the profile that is none of these. */
    @Nullable
    Party fresh(int profile, Map<String, ?> named) {
        for (int group : groups.get(profile)) {
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
