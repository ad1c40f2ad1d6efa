package dev.interlock.engine.plan;

import dev.interlock.engine.plan.Slots.MostOf;
import dev.interlock.engine.plan.Slots.SameIn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Pattern backtracking (Karapetyan, Parkes, Gutin and Gagarin, Pattern-based approach to the workflow satisfiability
 * problem, JAIR 2019; Cohen, Crampton, Gagarin, Gutin and Jones, Iterative plan construction, JAIR 2014): slots are divided
 * into blocks, one block for each party, and a matching tells whether each block can have a party of its own. The number of
 * parties only matters where candidates are listed.
 *
 * <p>A party here is a class of the parties that are the same in one attribute; without attribute each stands for itself.
 * Every constraint is relaxed to this attribute, and an unknown value to a class of its own. If the search finds nothing, there
 * is nothing; an assignment that it finds may still break a constraint that was relaxed.
 */
final class PatternSearch {

    private final Slots slots;
    private final Budget budget;
    private final int items;
    private final List<MostOf> atMost = new ArrayList<>();
    /** By item: the slots that cannot share a block with it. */
    private final long[] apart;
    /** By item: the slots that have to share its block. */
    private final long[] together;

    private final Units units;
    private final Map<Long, int[]> candidates = new HashMap<>();

    private final long[] blocks;
    /** By block: the unit that has it because of a done step, or -1. */
    private final int[] pinned;

    private int blockCount;

    /** @param attribute the attribute whose classes count; null: each party stands for itself */
    PatternSearch(Slots slots, Parties parties, @Nullable String attribute, Budget budget) {
        this.slots = slots;
        this.budget = budget;
        this.items = slots.open.size();
        this.apart = new long[slots.size()];
        this.together = new long[slots.size()];
        for (MostOf most : slots.atMost) {
            if (attribute == null || most.attributes().contains(attribute)) {
                relate(most);
            }
        }
        for (SameIn same : slots.same) {
            if (attribute != null && same.attribute().equals(attribute)) {
                for (int slot = 0; slot < slots.size(); slot++) {
                    together[slot] |= (same.slots() & 1L << slot) != 0 ? same.slots() : 0;
                }
            }
        }
        this.units = new Units(slots, parties, attribute == null ? -1 : parties.attribute(attribute));
        this.blocks = new long[slots.size()];
        this.pinned = new int[slots.size()];
    }

    private void relate(MostOf most) {
        boolean pairs = most.max() == 1;
        for (long entry : most.entries()) {
            pairs &= Long.bitCount(entry) == 1;
        }
        if (!pairs) {
            atMost.add(most);
            return;
        }
        long all = 0;
        boolean twice = false;
        for (long entry : most.entries()) {
            twice |= (all & entry) != 0;
            all |= entry;
        }
        if (twice) {
            atMost.add(most); // one slot alone breaks it
            return;
        }
        for (int slot = 0; slot < slots.size(); slot++) {
            long bit = 1L << slot;
            if ((all & bit) != 0) {
                apart[slot] |= (most.pivots() & bit) != 0 ? all & ~bit : all & most.pivots() & ~bit;
            }
        }
    }

    /** A party for each open slot, or null when there is none or the budget was spent. */
    Party @Nullable [] search() {
        if (!pinDone()) {
            return null;
        }
        return extend((1L << items) - 1) ? assign() : null;
    }

    /** Makes the blocks of the steps that are done; false when these alone break a constraint. */
    private boolean pinDone() {
        for (int d = 0; d < slots.done.size(); d++) {
            int unit = units.ofDone(d);
            int b = 0;
            while (b < blockCount && pinned[b] != unit) {
                b++;
            }
            if (b == blockCount) {
                blockCount++;
                pinned[b] = unit;
            }
            blocks[b] |= 1L << (items + d);
        }
        for (int b = 0; b < blockCount; b++) {
            if (!allowed(blocks[b])) {
                return false;
            }
            for (int slot = items; slot < slots.size(); slot++) {
                boolean here = (blocks[b] & 1L << slot) != 0;
                long others = together[slot] & ~((1L << items) - 1) & ~blocks[b];
                if (here && ((apart[slot] & blocks[b]) != 0 || others != 0)) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean extend(long left) {
        if (!budget.take()) {
            return false;
        }
        if (left == 0) {
            return true;
        }
        int item = -1;
        int fewest = Integer.MAX_VALUE;
        long options = 0;
        for (long rest = left; rest != 0; rest &= rest - 1) {
            int candidate = Long.numberOfTrailingZeros(rest);
            long its = options(candidate);
            int count = Long.bitCount(its);
            if (count < fewest) {
                fewest = count;
                item = candidate;
                options = its;
                if (count == 0) {
                    return false;
                }
            }
        }
        long bit = 1L << item;
        if ((options & 1L << blockCount) != 0) {
            blocks[blockCount] = bit;
            pinned[blockCount] = -1;
            blockCount++;
            if (match() != null && extend(left & ~bit)) {
                return true;
            }
            blockCount--;
        }
        for (int b = 0; b < blockCount; b++) {
            if ((options & 1L << b) != 0) {
                blocks[b] |= bit;
                if ((pinned[b] >= 0 || match() != null) && extend(left & ~bit)) {
                    return true;
                }
                blocks[b] &= ~bit;
            }
        }
        return false;
    }

    /** The blocks that the item can join, and the number of blocks for a new one, as a bit set. */
    private long options(int item) {
        long bit = 1L << item;
        long options = 0;
        long mates = together[item] & ~bit;
        boolean placed = false;
        for (int b = 0; b < blockCount; b++) {
            if ((blocks[b] & mates) != 0) {
                placed = true;
            }
        }
        for (int b = 0; b < blockCount; b++) {
            long block = blocks[b];
            if ((apart[item] & block) == 0 && (!placed || hasAll(block, mates)) && allowed(block | bit)) {
                boolean can = pinned[b] >= 0 ? units.can(pinned[b], item) : candidates((block | bit)).length > 0;
                options |= can ? 1L << b : 0;
            }
        }
        if (!placed && allowed(bit) && candidates(bit).length > 0) {
            options |= 1L << blockCount;
        }
        return options;
    }

    /** Returns whether all mates that are placed are placed in this block. */
    private boolean hasAll(long block, long mates) {
        for (int b = 0; b < blockCount; b++) {
            if (blocks[b] != block && (blocks[b] & mates) != 0) {
                return false;
            }
        }
        return true;
    }

    private boolean allowed(long block) {
        for (MostOf most : atMost) {
            if ((block & most.pivots()) != 0 && most.covered(block) > most.max()) {
                return false;
            }
        }
        return true;
    }

    /** The units that can do a whole block, at most as many as there are items. */
    private int[] candidates(long block) {
        int[] known = candidates.get(block);
        if (known == null) {
            long mates = 0;
            for (long rest = block; rest != 0; rest &= rest - 1) {
                mates |= together[Long.numberOfTrailingZeros(rest)];
            }
            known = units.candidates(block, mates != 0, items);
            candidates.put(block, known);
        }
        return known;
    }

    /** A unit for each block that is not pinned, all different; null when there are too few. */
    private int @Nullable [] match() {
        int open = 0;
        for (int b = 0; b < blockCount; b++) {
            open += pinned[b] < 0 ? 1 : 0;
        }
        int[] unit = new int[blockCount];
        Arrays.fill(unit, -1);
        for (int b = 0; b < blockCount; b++) {
            // a block with as many candidates as there are blocks finds one left over, whatever the others take
            if (pinned[b] < 0 && candidates(blocks[b]).length < open && !augment(b, unit, new boolean[blockCount])) {
                return null;
            }
        }
        return unit;
    }

    private boolean augment(int block, int[] unit, boolean[] seen) {
        seen[block] = true;
        for (int candidate : candidates(blocks[block])) {
            int owner = owner(candidate, unit);
            if (owner < 0 || (!seen[owner] && augment(owner, unit, seen))) {
                unit[block] = candidate;
                return true;
            }
        }
        return false;
    }

    private static int owner(int candidate, int[] unit) {
        for (int b = 0; b < unit.length; b++) {
            if (unit[b] == candidate) {
                return b;
            }
        }
        return -1;
    }

    private Party[] assign() {
        int[] unit = match();
        if (unit == null) {
            throw new IllegalStateException("a pattern that was found has a matching");
        }
        Party[] by = new Party[items];
        var used = new ArrayList<String>();
        slots.done.forEach(party -> used.add(party.name()));
        for (int b = 0; b < blockCount; b++) {
            if (pinned[b] < 0 && unit[b] < 0) {
                for (int candidate : candidates(blocks[b])) {
                    if (owner(candidate, unit) < 0) {
                        unit[b] = candidate;
                        break;
                    }
                }
            }
            int its = pinned[b] >= 0 ? pinned[b] : unit[b] / Units.COPIES;
            units.choose(its, blocks[b] & ((1L << items) - 1), pinned[b] >= 0, by, used);
        }
        return by;
    }
}
