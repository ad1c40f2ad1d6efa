package dev.interlock.engine.plan;

import dev.interlock.engine.model.AttributeValue;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The units to which blocks are matched: classes of parties that have the same known value in one attribute, and the members of a
 * group one by one where there is no such value. Numbers: classes by value, then groups, then parties of steps that are done.
 */
final class Units {

    /** The number of copies of a group that a candidate can tell apart. */
    static final int COPIES = 64;

    private final Slots slots;
    private final Parties parties;
    private final int attribute;
    private final int classes;
    /** By open slot: the units that can do it. */
    private final long[][] can;
    /** The units that a done step takes, so that no other block has them. */
    private final long[] taken;
    /** By group: the number of members that did a step already and are no longer free. */
    private final Map<Integer, Integer> away = new HashMap<>();

    private final int[] ofDone;

    /** @param attribute position of the attribute, or -1 */
    Units(Slots slots, Parties parties, int attribute) {
        this.slots = slots;
        this.parties = parties;
        this.attribute = attribute;
        this.classes = attribute < 0 ? 0 : parties.values(attribute);
        int words = (classes + parties.slots() + slots.done.size() + 64) >> 6;
        this.taken = new long[words];
        this.can = new long[slots.open.size()][];
        for (int item = 0; item < can.length; item++) {
            can[item] = unitsOf(item, words);
        }
        this.ofDone = new int[slots.done.size()];
        placeDone();
    }

    private long[] unitsOf(int item, int words) {
        String forced = slots.forced.get(item);
        long[] groups = slots.groups.get(item);
        if (forced != null) {
            int slot = parties.slotOf(forced);
            boolean may = slot >= 0 && slot >> 6 < groups.length && (groups[slot >> 6] & 1L << slot) != 0;
            long[] only = new long[words];
            int unit = may ? unitOf(slot) : -1;
            if (unit >= 0 && unit < classes) {
                only[unit >> 6] |= 1L << unit;
            }
            return only;
        }
        return attribute < 0 ? groups : parties.units(attribute, slots.needs.get(item));
    }

    private int unitOf(int group) {
        int value = attribute < 0 ? -1 : parties.value(group, attribute);
        return value >= 0 ? value : classes + group;
    }

    /** Places the done steps in the class of their value; without known value, in a unit of the one party. */
    private void placeDone() {
        Set<String> stood = new HashSet<>();
        for (int d = 0; d < ofDone.length; d++) {
            Party party = slots.done.get(d);
            int same = sameAs(d);
            if (same >= 0) {
                ofDone[d] = ofDone[same];
                continue;
            }
            int value = attribute < 0 ? -1 : parties.valueOf(attribute, party.value(name()));
            ofDone[d] = value >= 0 && value < classes ? value : classes + parties.slots() + d;
            if (value >= classes) {
                continue; // a value that nobody else has
            }
            if (value >= 0) {
                taken[value >> 6] |= 1L << value;
            } else {
                int group = parties.slotOf(party.name());
                if (group >= 0 && unitOf(group) >= classes) {
                    away.merge(group, 1, Integer::sum);
                    stand(ofDone[d], party.name(), group);
                    stood.add(party.name());
                }
            }
        }
        for (int item = 0; item < can.length; item++) {
            String forced = slots.forced.get(item);
            if (forced != null && !stood.contains(forced)) {
                goOn(item, parties.slotOf(forced));
            }
        }
    }

    /** Lets the party that has to do the slot act as one of its group, as it did its step with another value. */
    private void goOn(int item, int group) {
        int unit = group < 0 ? -1 : unitOf(group);
        if (unit >= classes && has(slots.groups.get(item), group)) {
            can[item][unit >> 6] |= 1L << unit;
        }
    }

    private String name() {
        return parties.attributes().get(attribute);
    }

    /** An earlier done step of the same unit, or -1. */
    private int sameAs(int d) {
        Party party = slots.done.get(d);
        for (int before = 0; before < d; before++) {
            Party other = slots.done.get(before);
            boolean same = attribute < 0
                    ? other.name().equals(party.name())
                    : AttributeValue.surelySame(other.value(name()), party.value(name()))
                            || (other.name().equals(party.name())
                                    && !(other.value(name()) instanceof AttributeValue.Known)
                                    && !(party.value(name()) instanceof AttributeValue.Known));
            if (same) {
                return before;
            }
        }
        return -1;
    }

    /** Lets the unit of a party that did a step do the slots that its group can do. */
    private void stand(int unit, String name, int group) {
        for (int item = 0; item < can.length; item++) {
            String forced = slots.forced.get(item);
            boolean may = (forced == null || forced.equals(name)) && has(slots.groups.get(item), group);
            if (may) {
                can[item] = Arrays.copyOf(can[item], taken.length); // it may be the parties' own
                can[item][unit >> 6] |= 1L << unit;
            }
        }
    }

    private static boolean has(long[] bits, int at) {
        return at >= 0 && at >> 6 < bits.length && (bits[at >> 6] & 1L << at) != 0;
    }

    /** The unit of a done step. */
    int ofDone(int d) {
        return ofDone[d];
    }

    /** Returns whether the unit can do the open slot. */
    boolean can(int unit, int item) {
        return has(can[item], unit);
    }

    /**
     * The free units that can do all slots of a block, as unit times {@link #COPIES} and a copy.
     *
     * @param known whether only classes of a known value will do
     * @param most the most candidates to return
     */
    int[] candidates(long block, boolean known, int most) {
        int[] found = new int[most];
        int count = 0;
        int words = known ? (classes + 63) >> 6 : taken.length;
        long[][] sets = new long[Long.bitCount(block)][];
        int n = 0;
        for (long rest = block; rest != 0; rest &= rest - 1) {
            sets[n++] = can[Long.numberOfTrailingZeros(rest)];
        }
        for (long[] set : sets) {
            words = Math.min(words, set.length);
        }
        for (int w = 0; w < words && count < most; w++) {
            long bits = ~taken[w];
            for (int s = 0; s < n && bits != 0; s++) {
                bits &= sets[s][w];
            }
            for (; bits != 0 && count < most; bits &= bits - 1) {
                int unit = (w << 6) + Long.numberOfTrailingZeros(bits);
                if (known && unit >= classes) {
                    break;
                }
                int copies = copies(unit);
                for (int copy = 0; copy < copies && count < most; copy++) {
                    found[count++] = unit * COPIES + copy;
                }
            }
        }
        return count == most ? found : Arrays.copyOf(found, count);
    }

    private int copies(int unit) {
        if (unit < classes) {
            return 1;
        }
        int group = unit - classes;
        if (group >= parties.slots()) {
            return 0; // only a pinned block has it
        }
        return Math.min(COPIES, parties.count(group) - away.getOrDefault(group, 0));
    }

    /** Assigns parties of the unit to the slots of a block: one of a group to all, of a class a different one each if there are enough. */
    void choose(int unit, long block, boolean pinned, Party[] by, List<String> used) {
        if (unit >= classes) {
            Party one = pinned && unit - classes >= parties.slots() ? standing(unit) : free(unit - classes, used);
            for (long rest = block; rest != 0; rest &= rest - 1) {
                by[Long.numberOfTrailingZeros(rest)] = one;
            }
            return;
        }
        for (long rest = block; rest != 0; rest &= rest - 1) {
            int item = Long.numberOfTrailingZeros(rest);
            by[item] = ofClass(unit, item, used);
        }
    }

    private Party standing(int unit) {
        String name = slots.done.get(unit - classes - parties.slots()).name();
        Party party = parties.find(name);
        return party != null ? party : slots.done.get(unit - classes - parties.slots());
    }

    private Party free(int group, List<String> used) {
        for (int m = 0; m < parties.count(group); m++) {
            Party party = parties.member(group, m);
            if (!used.contains(party.name())) {
                used.add(party.name());
                return party;
            }
        }
        return parties.member(group, 0); // the others did a step as somebody of another value; the check looks at it
    }

    private Party ofClass(int value, int item, List<String> used) {
        String forced = slots.forced.get(item);
        Party named = forced == null ? null : parties.find(forced);
        if (named != null) {
            return named;
        }
        Party any = null;
        long[] groups = slots.groups.get(item);
        for (int w = 0; w < groups.length; w++) {
            for (long rest = groups[w]; rest != 0; rest &= rest - 1) {
                int group = (w << 6) + Long.numberOfTrailingZeros(rest);
                if (parties.value(group, attribute) == value) {
                    Party fresh = unused(group, used);
                    if (fresh != null) {
                        used.add(fresh.name());
                        return fresh;
                    }
                    any = parties.member(group, 0);
                }
            }
        }
        if (any == null) {
            throw new IllegalStateException("a class that can do a step must have a party that can");
        }
        return any;
    }

    private @Nullable Party unused(int group, List<String> used) {
        for (int m = 0; m < Math.min(parties.count(group), COPIES); m++) {
            Party party = parties.member(group, m);
            if (!used.contains(party.name())) {
                return party;
            }
        }
        return null;
    }
}
