package dev.interlock.engine.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds for each slot that some groups can do a party of its own among them: a maximum matching by augmenting paths, where a
 * group takes as many slots as it has members.
 */
final class DistinctParties {

    private final Parties parties;
    private final List<Integer> groups;
    private final long[] does;
    private final Set<String> away;
    /** By group: the slots that it has. */
    private final Map<Integer, List<Integer>> taken = new HashMap<>();

    private DistinctParties(Parties parties, List<Integer> groups, long[] does, Set<String> away) {
        this.parties = parties;
        this.groups = groups;
        this.does = does;
        this.away = away;
    }

    /**
     * By slot, the party that does it: all different and none away; null when there are not enough.
     *
     * @param does by group, the slots that it can do, as a bit set
     */
    static Party @Nullable [] of(Parties parties, List<Integer> groups, long[] does, Set<String> away, int slots) {
        var matching = new DistinctParties(parties, groups, does, away);
        long all = 0;
        for (int group : groups) {
            all |= does[group];
        }
        for (long rest = all; rest != 0; rest &= rest - 1) {
            if (!matching.place(Long.numberOfTrailingZeros(rest), new HashSet<>())) {
                return null;
            }
        }
        Party[] each = new Party[slots];
        matching.taken.forEach((group, its) -> {
            List<Party> free = matching.free(group, its.size());
            for (int i = 0; i < its.size(); i++) {
                each[its.get(i)] = free.get(i);
            }
        });
        return each;
    }

    private boolean place(int slot, Set<Integer> seen) {
        for (int group : groups) {
            if ((does[group] & 1L << slot) != 0 && seen.add(group)) {
                List<Integer> its = taken.computeIfAbsent(group, g -> new ArrayList<>());
                if (free(group, its.size() + 1).size() > its.size()) {
                    its.add(slot);
                    return true;
                }
                for (int i = 0; i < its.size(); i++) {
                    if (place(its.get(i), seen)) {
                        its.set(i, slot);
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /** The first members of the group that are not away, at most so many. */
    private List<Party> free(int group, int most) {
        List<Party> free = new ArrayList<>();
        for (int m = 0; m < parties.count(group) && free.size() < most; m++) {
            if (!away.contains(parties.member(group, m).name())) {
                free.add(parties.member(group, m));
            }
        }
        return free;
    }
}
