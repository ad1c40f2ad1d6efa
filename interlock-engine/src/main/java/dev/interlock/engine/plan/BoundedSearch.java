package dev.interlock.engine.plan;

import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.plan.Slots.CountOf;
import dev.interlock.engine.plan.Slots.MostOf;
import dev.interlock.engine.plan.Slots.Pair;
import dev.interlock.engine.plan.Slots.SameIn;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A search over assignments of parties to slots, for plans in which dependence is not transitive: several attributes, or values
 * that are unknown. A slot goes to a party that has one already, or to a new one of a profile; after each choice the profiles left
 * to the other slots are filtered. Exhaustive within its budget, which it may well spend.
 */
final class BoundedSearch {

    private final Slots slots;
    private final Parties parties;
    private final Profiles profiles;
    private final Dependence dependence;
    private final Budget budget;
    private final int items;
    /** By pair of slots: the levels at which their parties have to be independent. */
    private final List<List<List<List<String>>>> pairs = new ArrayList<>();

    private final List<MostOf> counted = new ArrayList<>();
    /** By open slot: the number of times that nobody was left for it, which shows where a search gets stuck. */
    private final int[] stuck;

    private final @Nullable Party[] by;
    /** By name of a party: the number of slots that it has. All other parties are told apart by profile only. */
    private final Map<String, Integer> named = new TreeMap<>();

    BoundedSearch(Slots slots, Parties parties, Budget budget) {
        this.slots = slots;
        this.parties = parties;
        this.profiles = new Profiles(slots, parties);
        this.dependence = new Dependence(parties, profiles);
        this.budget = budget;
        this.items = slots.open.size();
        this.stuck = new int[items];
        this.by = new @Nullable Party[slots.size()];
        for (int a = 0; a < slots.size(); a++) {
            pairs.add(new ArrayList<>());
            for (int b = 0; b < slots.size(); b++) {
                pairs.get(a).add(new ArrayList<>());
            }
        }
        slots.atMost.forEach(this::relate);
    }

    /** Prepares a constraint. Two slots that alone break it become a pair to be filtered; where it takes more, entries are counted. */
    private void relate(MostOf most) {
        if (most.max() > 1) {
            counted.add(most);
            return;
        }
        for (int a = 0; a < slots.size(); a++) {
            for (int b = 0; b < slots.size(); b++) {
                long two = 1L << a | 1L << b;
                if (a != b && (most.pivots() & two) != 0 && most.covered(two) > most.max()) {
                    pairs.get(a).get(b).add(most.attributes());
                }
            }
        }
    }

    /** A party for each open slot, or null when there is none or the budget was spent. */
    Party @Nullable [] search() {
        long[][] domains = new long[items][];
        for (int item = 0; item < items; item++) {
            long[] able = profiles.able(item);
            domains[item] = slots.forced.get(item) == null ? able : new long[able.length];
        }
        for (int d = 0; d < slots.done.size(); d++) {
            by[items + d] = slots.done.get(d);
            named.merge(slots.done.get(d).name(), 1, Integer::sum);
        }
        for (int slot = 0; slot < slots.size(); slot++) {
            for (MostOf most : slots.atMost) {
                long alone = 1L << slot;
                if ((most.pivots() & alone) != 0 && most.covered(alone) > most.max()) {
                    return null;
                }
            }
        }
        for (int d = 0; d < slots.done.size(); d++) {
            if (!consistent(items + d)) {
                return null;
            }
            filter(items + d, domains);
        }
        if (items == 0 ? !quorumsHold() : !extend((1L << items) - 1, domains)) {
            return null;
        }
        Party[] found = new Party[items];
        for (int item = 0; item < items; item++) {
            found[item] = at(item);
        }
        return found;
    }

    private Party at(int slot) {
        Party party = by[slot];
        if (party == null) {
            throw new IllegalStateException("a slot without party");
        }
        return party;
    }

    private boolean extend(long left, long[][] domains) {
        if (!budget.take(1 + (long) items * domains[0].length / 64)) {
            return false;
        }
        if (left == 0) {
            return quorumsHold();
        }
        int item = fewest(left, domains);
        if (item < 0) {
            return false;
        }
        long rest = left & ~(1L << item);
        long[] mine = domains[item];
        for (int w = 0; w < mine.length; w++) {
            for (long bits = mine[w]; bits != 0; bits &= bits - 1) {
                Party fresh = profiles.fresh((w << 6) + Long.numberOfTrailingZeros(bits), item, named);
                if (fresh != null && choose(item, fresh, rest, domains)) {
                    return true;
                }
                if (budget.spent()) {
                    return false;
                }
            }
        }
        for (String name : List.copyOf(named.keySet())) {
            Party again = parties.find(name);
            if (again != null && mayBeAgain(item, name) && choose(item, again, rest, domains)) {
                return true;
            }
        }
        return false;
    }

    private boolean choose(int item, Party party, long rest, long[][] domains) {
        if (!budget.take()) {
            return false;
        }
        by[item] = party;
        named.merge(party.name(), 1, Integer::sum);
        boolean found = false;
        if (consistent(item)) {
            long[][] copy = new long[items][];
            for (int other = 0; other < items; other++) {
                copy[other] = (rest & 1L << other) != 0 ? domains[other].clone() : domains[other];
            }
            filter(item, copy);
            found = extend(rest, copy);
        }
        if (!found) {
            by[item] = null;
            named.computeIfPresent(party.name(), (name, count) -> count == 1 ? null : count - 1);
        }
        return found;
    }

    /**
     * The slot with the fewest profiles and people left, weighted by the times that it was stuck; negative when one has none. After
     * Boussemart, Hemery, Lecoutre and Sais, Boosting systematic search by weighting constraints (ECAI 2004).
     */
    private int fewest(long left, long[][] domains) {
        int found = -1;
        double least = Double.MAX_VALUE;
        for (long rest = left; rest != 0; rest &= rest - 1) {
            int item = Long.numberOfTrailingZeros(rest);
            int count = 0;
            for (long word : domains[item]) {
                count += Long.bitCount(word);
            }
            for (String name : named.keySet()) {
                count += mayBeAgain(item, name) ? 1 : 0;
            }
            if (count == 0) {
                stuck[item]++;
                return -1;
            }
            double hardness = (double) count / (1 + stuck[item]);
            if (hardness < least) {
                least = hardness;
                found = item;
            }
        }
        return found;
    }

    /** Returns whether the named party is authorised for the slot, and there is not always another one that is as good. */
    private boolean mayBeAgain(int item, String name) {
        String forced = slots.forced.get(item);
        if (forced == null && profiles.neverAgain(name, item)) {
            return false;
        }
        int group = parties.slotOf(name);
        long[] groups = slots.groups.get(item);
        return (forced == null || forced.equals(name))
                && group >= 0
                && group >> 6 < groups.length
                && (groups[group >> 6] & 1L << group) != 0;
    }

    /** Returns whether this slot and the others that have a party break no constraint. */
    private boolean consistent(int slot) {
        Party mine = at(slot);
        for (SameIn same : slots.same) {
            // one slot may be several steps, and what is unknown is not surely the same even as itself
            if ((same.slots() & 1L << slot) != 0
                    && !AttributeValue.surelySame(mine.value(same.attribute()), mine.value(same.attribute()))) {
                return false;
            }
        }
        for (Pair pair : slots.notAnswerable) {
            if (pair.approver() == slot && pair.requester() == slot && Dependence.answersFor(mine, mine)) {
                return false;
            }
        }
        for (int other = 0; other < slots.size(); other++) {
            Party theirs = by[other];
            if (other == slot || theirs == null) {
                continue;
            }
            for (List<String> level : pairs.get(slot).get(other)) {
                if (!mine.independentOf(theirs, level)) {
                    return false;
                }
            }
            long two = 1L << slot | 1L << other;
            for (SameIn same : slots.same) {
                if ((same.slots() & two) == two
                        && !AttributeValue.surelySame(mine.value(same.attribute()), theirs.value(same.attribute()))) {
                    return false;
                }
            }
            for (Pair pair : slots.notAnswerable) {
                if (pair.approver() == slot && pair.requester() == other && Dependence.answersFor(mine, theirs)
                        || pair.approver() == other
                                && pair.requester() == slot
                                && Dependence.answersFor(theirs, mine)) {
                    return false;
                }
            }
        }
        return countsHold(slot) && quorumsPossible(slot);
    }

    private boolean countsHold(int slot) {
        for (MostOf most : counted) {
            long concerned = most.pivots();
            for (long entry : most.entries()) {
                concerned |= entry;
            }
            if ((concerned & 1L << slot) == 0) {
                continue;
            }
            for (long rest = most.pivots(); rest != 0; rest &= rest - 1) {
                int pivot = Long.numberOfTrailingZeros(rest);
                Party party = by[pivot];
                if (party != null && Dependence.exceeds(most, party, by)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Returns whether enough candidates are left that are independent of the requester. */
    private boolean quorumsPossible(int slot) {
        for (CountOf quorum : slots.quorums) {
            Party requester = by[quorum.slot()];
            if (requester == null || (slot != quorum.slot() && !contains(quorum.candidates(), slot))) {
                continue;
            }
            int left = 0;
            for (int candidate : quorum.candidates()) {
                Party doer = by[candidate];
                left += doer == null || doer.independentOf(requester, quorum.attributes()) ? 1 : 0;
            }
            if (left < quorum.count()) {
                return false;
            }
        }
        return true;
    }

    private static boolean contains(int[] slots, int slot) {
        for (int each : slots) {
            if (each == slot) {
                return true;
            }
        }
        return false;
    }

    private boolean quorumsHold() {
        for (CountOf quorum : slots.quorums) {
            var doers = new ArrayList<Party>();
            for (int candidate : quorum.candidates()) {
                if (at(candidate).independentOf(at(quorum.slot()), quorum.attributes())) {
                    doers.add(at(candidate));
                }
            }
            if (!Dependence.pairwise(quorum, doers, 0, new ArrayList<>())) {
                return false;
            }
        }
        return true;
    }

    /** Removes from the open slots the profiles that the choice for this slot rules out. */
    private void filter(int slot, long[][] domains) {
        Party mine = at(slot);
        for (int item = 0; item < items; item++) {
            if (by[item] != null || item == slot) {
                continue;
            }
            for (List<String> level : pairs.get(slot).get(item)) {
                dependence.removeDependent(domains[item], mine, level);
            }
            for (SameIn same : slots.same) {
                long two = 1L << slot | 1L << item;
                if ((same.slots() & two) == two) {
                    dependence.keepSame(domains[item], mine, same.attribute());
                }
            }
        }
        for (MostOf most : counted) {
            for (long rest = most.pivots(); rest != 0; rest &= rest - 1) {
                int pivot = Long.numberOfTrailingZeros(rest);
                Party party = by[pivot];
                if (party != null) {
                    filterFull(most, party, domains);
                }
            }
        }
    }

    /** Removes parties that depend on the pivot from its other entries, once it is dependent on as many as it may be. */
    private void filterFull(MostOf most, Party pivot, long[][] domains) {
        for (String attribute : most.attributes()) {
            long near = Dependence.near(pivot, attribute, by);
            if (most.covered(near) < most.max()) {
                continue;
            }
            for (long entry : most.entries()) {
                for (long rest = (entry & near) == 0 ? entry : 0; rest != 0; rest &= rest - 1) {
                    int item = Long.numberOfTrailingZeros(rest);
                    if (item < items && by[item] == null) {
                        dependence.removeDependent(domains[item], pivot, List.of(attribute));
                    }
                }
            }
        }
    }
}
